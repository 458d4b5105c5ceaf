/**
 * What a program imports and exports, found in its syntax tree before anything is lowered; and the marks at its
 * `await`s, by which a rejection is known by its place.
 */
import {
  type ImportedName,
  PART_EXPORTS,
  type PartName,
  PROGRAM_MODULES,
  type ProgramModule,
} from '../../../demo-server/protocol.ts';
import type { Babel, Node, Path, Visitor } from './babel.ts';
import type { CodeProblem } from './program.ts';

export interface Findings {
  readonly problems: CodeProblem[];
  readonly imports: ImportedName[];
}

const OFFERED = `A program can import from ${PROGRAM_MODULES.map((name) => `"${name}"`).join(', ')}.`;

/** A Babel plugin that leaves what it finds in `findings`. */
export function checkProgram(babel: Babel, part: PartName, findings: Findings): () => { visitor: Visitor } {
  const { types } = babel.packages;
  const { problems, imports } = findings;
  const name = PART_EXPORTS[part];

  const checkModule = (source: Node): ProgramModule | undefined => {
    const name = PROGRAM_MODULES.find((module) => module === source['value']);
    if (name !== undefined) return name;
    const message = `There is no "${String(source['value'])}" here.`;
    problems.push({ ...placeOf(source), type: 'import', message, hint: OFFERED });
    return undefined;
  };
  const checkImport = (program: Path, node: Node) => {
    const module = checkModule(node['source'] as Node);
    if (module === undefined || node['importKind'] === 'type') return;
    for (const specifier of node['specifiers'] as readonly Node[]) {
      const local = nameOf(specifier['local']);
      if (specifier['importKind'] === 'type' || isOnlyType(program, local)) continue;
      const name =
        specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : nameOf(specifier['imported']);
      const { line, column, endColumn } = placeOf(specifier);
      imports.push({ module, name, line, column, endColumn });
    }
  };
  const markAwait = (path: Path) => {
    const { node } = path;
    const { line, column } = placeOf(node);
    if (path.getFunctionParent() === null) {
      const message = 'Nothing can be awaited outside of a function here.';
      const hint = `Move it into ${name === undefined ? 'a test' : `\`${name}\``}.`;
      problems.push({ ...placeOf(node), type: 'syntax', message, hint });
      return;
    }
    const marked = types.callExpression(types.identifier('__awaited'), [
      node['argument'] as Node,
      types.numericLiteral(line),
      types.numericLiteral(column),
    ]);
    Object.assign(node, { argument: marked });
  };

  return () => ({
    visitor: {
      Program(path) {
        const exported = new Set<string>();
        let exportsAll = false;
        for (const node of path.node['body'] as readonly Node[]) {
          if (node.type === 'ImportDeclaration') checkImport(path, node);
          else if (node.type === 'TSImportEqualsDeclaration') refuseRequire(node, problems);
          else if (node.type.startsWith('Export') && isNode(node['source'])) checkModule(node['source']);
          if (node.type === 'ExportAllDeclaration') exportsAll = true;
          for (const name of exportedNames(node)) exported.add(name);
        }
        if (name !== undefined && !exportsAll && !exported.has(name))
          problems.push(missingExport(name, path.node));
        const refuseDynamic = ({ node }: Path) => {
          const message = 'A program cannot import while it runs.';
          problems.push({ ...placeOf(node), type: 'import', message, hint: `Import at the top. ${OFFERED}` });
        };
        path.traverse({ AwaitExpression: markAwait, ImportExpression: refuseDynamic });
      },
    },
  });
}

/** Whether all uses of a name stand where a type is wanted: then TypeScript drops the import, and so do we. */
function isOnlyType(program: Path, name: string): boolean {
  const uses = program.scope.getBinding(name)?.referencePaths ?? [];
  const values = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion'];
  return uses.every(({ parent }) => parent.type.startsWith('TS') && !values.includes(parent.type));
}

function exportedNames(node: Node): readonly string[] {
  if (node.type !== 'ExportNamedDeclaration' || node['exportKind'] === 'type') return [];
  const declaration = node['declaration'];
  if (!isNode(declaration))
    return (node['specifiers'] as readonly Node[]).map(({ exported }) => nameOf(exported));
  const declared = declaration['declarations'];
  return Array.isArray(declared)
    ? declared.map(({ id }: Node) => nameOf(id))
    : isNode(declaration['id'])
      ? [nameOf(declaration['id'])]
      : [];
}

function missingExport(name: string, program: Node): CodeProblem {
  const byDefault = (program['body'] as readonly Node[]).find(
    ({ type }) => type === 'ExportDefaultDeclaration',
  );
  const message = byDefault
    ? `The program must export \`${name}\` by its name, not as the default.`
    : `The program exports nothing with the name \`${name}\`.`;
  const place = byDefault ? placeOf(byDefault) : { line: 1, column: 1 };
  const { line, column } = place;
  return { line, column, type: 'export', message, hint: `Write \`export const ${name} = ...\`.` };
}

function refuseRequire(node: Node, problems: CodeProblem[]): void {
  const message = '`import ... = require(...)` is not for modules.';
  problems.push({ ...placeOf(node), type: 'import', message, hint: 'Write `import { ... } from "..."`.' });
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

/** An identifier's name, or the text of a quoted one. */
function nameOf(node: unknown): string {
  return isNode(node) ? String(node['name'] ?? node['value'] ?? '') : '';
}

function placeOf({ loc }: Node): { line: number; column: number; endLine: number; endColumn: number } {
  const start = loc?.start ?? { line: 1, column: 0 };
  const end = loc?.end ?? start;
  return { line: start.line, column: start.column + 1, endLine: end.line, endColumn: end.column + 1 };
}
