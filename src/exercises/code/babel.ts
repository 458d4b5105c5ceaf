/** Babel, fetched when the first program is compiled: about half a megabyte, gzipped. */

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

let loading: Promise<Babel> | undefined;

export function loadBabel(): Promise<Babel> {
  loading ??= import('@babel/standalone/babel.min.js').then(
    (module: { readonly default: unknown }) => module.default as Babel,
    (reason: unknown) => {
      // Who asks next may be luckier.
      loading = undefined;
      throw reason;
    },
  );
  return loading;
}
