/**
 * Draws which part of the product imports which, from the imports themselves, into ARCHITECTURE.md:
 * `node scripts/draw-architecture.ts`. A content test says when the drawing is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = path.join(ROOT, 'ARCHITECTURE.md');
const BEGIN = '<!-- drawn by scripts/draw-architecture.ts -->';
const END = '<!-- end of the drawing -->';

const IMPORT = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** `src/timeline`, `demo-server`, or, the one file of it that pages know, `demo-server/protocol.ts`. */
function partOf(file: string): string | undefined {
  if (file === 'demo-server/protocol.ts') return file;
  const [top = '', folder = ''] = file.split('/');
  if (top === 'demo-server' || top === 'content') return top;
  return top === 'src' && !folder.includes('.') ? `src/${folder}` : undefined;
}

/** Edges as `from -> to`, each once, in order. */
export function importsOfParts(root = ROOT): readonly (readonly [from: string, to: string])[] {
  const edges = new Set<string>();
  const files = globSync('{src,demo-server,content}/**/*.{ts,tsx,astro}', { cwd: root });
  for (const file of files.map((name) => name.replaceAll(path.sep, '/'))) {
    const from = partOf(file);
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      const to = partOf(path.posix.join(path.posix.dirname(file), target));
      if (from !== undefined && to !== undefined && from !== to) edges.add(`${from} ${to}`);
    }
  }
  // Who provides most stands below: the reader sees one direction.
  return [...edges].sort().map((edge) => edge.split(' ') as [string, string]);
}

export function drawing(edges = importsOfParts()): string {
  const idOf = (part: string) => part.replace(/[^a-z]/g, '_');
  const parts = [...new Set(edges.flat())].sort();
  return [
    BEGIN,
    '',
    '```mermaid',
    'flowchart TD',
    ...parts.map((part) => `  ${idOf(part)}["${part}"]`),
    ...edges.map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`),
    '```',
    '',
    END,
  ].join('\n');
}

/** The page with the drawing of today. */
export function architecturePage(): { readonly now: string; readonly drawn: string } {
  const now = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = now.split(BEGIN);
  return { now, drawn: `${before}${drawing()}${rest.split(END)[1] ?? ''}` };
}

if (import.meta.main) writeFileSync(PAGE, architecturePage().drawn);
