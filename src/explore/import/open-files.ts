/** Files, or pasted text, as telemetry: read in this browser, in a thread of its own, in any format that is known. */
import {
  type OpenOptions,
  openFiles as openSources,
  sourceOfText,
  sourcesOf,
} from '../../timeline/open/open-files.ts';
import type { Source } from '../../timeline/open/read-files.ts';
import type { FileTable } from '../../trace/formats/file-table.ts';
import { type ImportReport, KNOWN_FORMATS } from '../../trace/formats/import-report.ts';

export { KNOWN_FORMATS };

export interface OpenedFile {
  readonly name: string;
  readonly table: FileTable;
  readonly reports: readonly ImportReport[];
}

export async function openFiles(files: readonly File[], options: OpenOptions = {}): Promise<OpenedFile> {
  return open(sourcesOf(files), options);
}

export async function openText(text: string, options: OpenOptions = {}): Promise<OpenedFile> {
  return open([sourceOfText(text, 'pasted text')], options);
}

async function open(sources: readonly Source[], options: OpenOptions): Promise<OpenedFile> {
  const { table, reports } = await openSources(sources, options);
  return { name: sources.map(({ name }) => name).join(', '), table, reports };
}
