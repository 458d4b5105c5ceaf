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
import { type AskFile, askHere, askWorker } from '../source/ask-file.ts';
import type { FileWorker } from '../source/file-messages.ts';
import { startFileWorker } from '../source/start-file-worker.ts';

export { KNOWN_FORMATS };

export interface OpenedFile {
  readonly name: string;
  readonly table: FileTable;
  readonly reports: readonly ImportReport[];
  /** Answers until it is closed, which whoever opened the file owes it. */
  readonly asked: AskFile;
}

export type FileOptions = Pick<OpenOptions, 'progress' | 'signal'> & {
  readonly startWorker?: () => FileWorker | undefined;
};

export async function openFiles(files: readonly File[], options: FileOptions = {}): Promise<OpenedFile> {
  return open(sourcesOf(files), options);
}

export async function openText(text: string, options: FileOptions = {}): Promise<OpenedFile> {
  return open([sourceOfText(text, 'pasted text')], options);
}

async function open(
  sources: readonly Source[],
  { startWorker = startFileWorker, ...options }: FileOptions,
): Promise<OpenedFile> {
  let worker: FileWorker | undefined;
  const start = () => {
    worker = startWorker();
    return worker;
  };
  const { table, reports, tookMs } = await openSources(sources, {
    ...options,
    startWorker: start,
    keepsWorker: true,
  });
  const asked = worker === undefined || tookMs.where === 'page' ? askHere(table) : askWorker(worker);
  return { name: sources.map(({ name }) => name).join(', '), table, reports, asked };
}
