/** Babel, fetched when the first program is compiled: about half a megabyte, gzipped. */
import { loadOnce } from '../../server-client/load-once.ts';

/** What is used of it. */
export interface Babel {
  transform(code: string, options: BabelOptions): { readonly code?: string | null } | null;
  readonly packages: {
    readonly types: {
      callExpression(callee: Node, args: readonly Node[]): Node;
      identifier(name: string): Node;
      numericLiteral(value: number): Node;
    };
  };
}
export interface BabelOptions {
  readonly filename: string;
  readonly sourceType: 'module';
  readonly retainLines: boolean;
  readonly configFile: false;
  readonly babelrc: false;
  readonly presets: readonly (string | readonly [string, object])[];
  readonly plugins: readonly (string | readonly [string, object] | (() => { readonly visitor: Visitor }))[];
}
export type Visitor = Readonly<Record<string, (path: Path) => void>>;

/** A node of the syntax tree: ESTree, more or less. */
export interface Node {
  readonly type: string;
  readonly loc?: { readonly start: Position; readonly end: Position } | null;
  readonly [field: string]: unknown;
}
/** Lines from 1, columns from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
export interface Path {
  readonly node: Node;
  readonly parent: Node;
  readonly scope: { getBinding(name: string): { readonly referencePaths: readonly Path[] } | undefined };
  traverse(visitor: Visitor): void;
  getFunctionParent(): Path | null;
  replaceWith(node: Node): void;
  skip(): void;
}

export const loadBabel = loadOnce(async () => {
  const module: { readonly default: unknown } = await import('@babel/standalone/babel.min.js');
  return module.default as Babel;
});
