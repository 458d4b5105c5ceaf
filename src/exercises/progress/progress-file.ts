/**
 * Progress and code as a file that learners keep or carry to another browser: the saved progress as it is, and beside
 * it `code`, by exercise. Reading it merges; what is here already stays, or is offered.
 */
import type { EditStore } from '../code/edits/edit-store.ts';
import type { Imported, ProgressStore } from './store.ts';

/** A megabyte holds many times all that the exercises can make. */
const MAX_FILE_CHARS = 4_000_000;
const MAX_SOURCE_CHARS = 200_000;

export function writeProgressFile(progress: ProgressStore, edits: EditStore): string {
  const written = JSON.parse(progress.export()) as object;
  return `${JSON.stringify({ ...written, code: edits.drafts() }, undefined, 2)}\n`;
}

export function readProgressFile(text: string, progress: ProgressStore, edits: EditStore): Imported {
  if (text.length > MAX_FILE_CHARS) {
    return {
      type: 'rejected',
      message: 'The file is far larger than any progress file. Nothing was changed.',
    };
  }
  const imported = progress.import(text);
  if (imported.type === 'rejected') return imported;
  for (const [id, source] of Object.entries(codeIn(text))) edits.receive(id, source);
  return imported;
}

/** What is not code of an exercise is left out. */
function codeIn(text: string): Readonly<Record<string, string>> {
  const { code } = JSON.parse(text) as { readonly code?: unknown };
  if (typeof code !== 'object' || code === null) return {};
  const entries = Object.entries(code).filter(
    (entry): entry is [string, string] =>
      /^[a-z]+\/[a-z0-9-]+$/.test(entry[0]) &&
      typeof entry[1] === 'string' &&
      entry[1].length <= MAX_SOURCE_CHARS,
  );
  return Object.fromEntries(entries);
}
