/**
 * The types of `<trace-timeline>` for TypeScript projects outside this site: the declarations of `element.ts` and of what they
 * name, one file a module, made without a type check (the sources are checked by then). `trace-timeline.d.ts` stands beside the
 * script and leads to them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCES = path.resolve(import.meta.dirname, '../src');
const ENTRY = 'timeline/element.ts';
const OPTIONS: ts.CompilerOptions = {
  isolatedDeclarations: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
};
const RELATIVE = /(?<=from ")\.[^"]+(?=\.ts")|(?<=from ')\.[^']+(?=\.ts')/g;

export interface TypesFile {
  /** Beside `trace-timeline.js`. */
  readonly path: string;
  readonly text: string;
}

/** Throws when something that is exported does not say its type. */
export function elementTypes(): readonly TypesFile[] {
  const files: TypesFile[] = [
    { path: 'trace-timeline.d.ts', text: `export * from './types/${ENTRY.replace(/\.ts$/, '.js')}';\n` },
  ];
  const modules = new Set([ENTRY]);
  for (const name of modules) {
    const text = declarationOf(name);
    for (const [to] of text.matchAll(RELATIVE)) modules.add(path.join(path.dirname(name), `${to}.ts`));
    files.push({
      path: `types/${name.replace(/\.ts$/, '.d.ts')}`,
      text: text.replaceAll(/(?<=from (["'])\.[^"']+)\.ts(?=\1)/g, '.js'),
    });
  }
  return files;
}

function declarationOf(name: string): string {
  const source = readFileSync(path.join(SOURCES, name), 'utf8');
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    fileName: name,
    compilerOptions: OPTIONS,
  });
  const [first] = diagnostics;
  if (first !== undefined) {
    const line = source.slice(0, first.start ?? 0).split('\n').length;
    throw new Error(`src/${name}:${line}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  }
  return outputText;
}
