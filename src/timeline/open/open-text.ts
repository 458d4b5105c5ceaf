/** A file of any format that is known, or its text, as a table. A page that wants the report reads it by `openFiles`. */
import type { ImportIssue, ImportReport } from '../../trace/formats/import-report.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { openFiles, sourceOfText } from './open-files.ts';

export async function openText(given: string | Blob): Promise<TraceReader> {
  const source =
    typeof given === 'string'
      ? sourceOfText(given, 'the text')
      : { name: given instanceof File ? given.name : 'the file', bytes: given };
  const { table, reports } = await openFiles([source]);
  for (const report of reports) {
    if (report.spans === 0 && report.issues.length > 0) throw new Error(firstFault(report));
  }
  return table;
}

function firstFault({ issues }: ImportReport): string {
  const worst: ImportIssue | undefined = issues.find(({ kept }) => !kept) ?? issues[0];
  const { place = '', message = '' } = worst?.examples[0] ?? {};
  return `No span could be read. ${place === '' ? '' : `${place}: `}${message}`;
}
