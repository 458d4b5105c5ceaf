/**
 * What the program of an exercise is given, as types with their comments: read from the part of the demo server that it
 * stands in for, so that what a learner reads is what the checker of `tests/content` holds programs against.
 *
 *   parts/four-graphs.ts --> its exported types --> and those that it names from files of this project --> one text
 */
import ts from 'typescript';
import { type PartName, PROGRAM_MODULES } from '../../../demo-server/protocol.ts';

/** The text of a file of the project, by its path from the root. */
export type ReadSource = (path: string) => string;

/** Of the engine, and long: a learner hands such a thing on and never looks into it. */
const OPAQUE = ['TraceReader'];

export function givenTypes(part: PartName, read: ReadSource): string {
  const seen = new Set(OPAQUE);
  const modules = PROGRAM_MODULES.map((name) => `'${name}'`).join(', ');
  const own = declarationsOf(`demo-server/building/parts/${part}.ts`, read, seen);
  return `${own.join('\n\n')}\n\n// What can be imported: some of ${modules}\n`;
}

/** The exported types of a file, or those that are wanted, each followed by what it needs of other files. */
function declarationsOf(path: string, read: ReadSource, seen: Set<string>, wanted?: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const kept: string[] = [];
  let text = '';
  for (const statement of source.statements) {
    // Matchers are added to a module's own; their names say more than the module's.
    if (ts.isModuleDeclaration(statement)) text += statement.getText();
    if (!isTypeOrClass(statement) || seen.has(statement.name.text)) continue;
    if (wanted === undefined ? !isExported(statement) : statement.name.text !== wanted) continue;
    seen.add(statement.name.text);
    const declaration = [...commentsOf(statement), withoutExport(statement)].join('\n');
    kept.push(declaration);
    text += declaration;
  }
  for (const { name, from } of importsOf(source)) {
    if (seen.has(name) || !new RegExp(`\\b${name}\\b`).test(text)) continue;
    kept.push(...declarationsOf(new URL(from, `file:///${path}`).pathname.slice(1), read, seen, name));
  }
  return kept;
}

type Named = (ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration) & {
  readonly name: ts.Identifier;
};
const isTypeOrClass = (node: ts.Node): node is Named =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isClassDeclaration(node) && node.name !== undefined);

const isExported = (node: Named): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

const withoutExport = (node: Named): string => node.getText().replace(/^export /, '');

/** The comment right above it; the one that opens the file is about the file. */
const commentsOf = (node: Named): string[] =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .slice(-1)
    .map((comment) => comment.getText());

function importsOf(source: ts.SourceFile): { readonly name: string; readonly from: string }[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const from = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    if (!from.startsWith('.') || bindings === undefined || !ts.isNamedImports(bindings)) return [];
    return bindings.elements.map(({ name }) => ({ name: name.text, from }));
  });
}
