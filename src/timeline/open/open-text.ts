/** The text of a file of any format that is known, as a table. A page that wants the report reads it by `readTelemetry`. */
import type { ImportIssue, ImportReport } from '../../trace/formats/import-report.ts';
import { readTelemetry } from '../../trace/formats/telemetry-reader.ts';
import { SpanTable } from '../../trace/model/span-table.ts';

export function openText(text: string): SpanTable {
  const table = new SpanTable();
  const report = readTelemetry(table, text, 'the text');
  if (report.spans === 0 && report.issues.length > 0) throw new Error(firstFault(report));
  return table;
}

function firstFault({ issues }: ImportReport): string {
  const worst: ImportIssue | undefined = issues.find(({ kept }) => !kept) ?? issues[0];
  const { place = '', message = '' } = worst?.examples[0] ?? {};
  return `No span could be read. ${place === '' ? '' : `${place}: `}${message}`;
}
