/** Files, or pasted text, as telemetry: read in the browser, piece by piece, in any format that is known. */
import { type ImportReport, KNOWN_FORMATS } from '../../trace/formats/import-report.ts';
import { TelemetryReader } from '../../trace/formats/telemetry-reader.ts';
import type { OtlpMetrics } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';

export { KNOWN_FORMATS };

/** Below, nobody notices. */
const LARGE_BYTES = 4e6;

export interface OpenedFile {
  readonly name: string;
  readonly table: TraceTable;
  /** As they came: charts want every report, the table keeps the newest. */
  readonly metrics: OtlpMetrics;
  readonly reports: readonly ImportReport[];
}

export type Progress = (readBytes: number, totalBytes: number) => void;

export async function openFiles(files: readonly File[], progress: Progress = () => {}): Promise<OpenedFile> {
  const sink = new KeepingTable();
  const reports: ImportReport[] = [];
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let readBytes = 0;
  for (const file of files) {
    const reader = new TelemetryReader(sink, file.name);
    const texts = file.stream().pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
      reader.push(piece.value);
      readBytes += piece.value.length;
      progress(Math.min(readBytes, totalBytes), totalBytes);
    }
    if (file.size > LARGE_BYTES) await painted();
    reports.push(reader.end());
  }
  return opened(files.map(({ name }) => name).join(', '), sink, reports);
}

export function openText(text: string): OpenedFile {
  const sink = new KeepingTable();
  const reader = new TelemetryReader(sink, 'pasted text');
  reader.push(text);
  return opened('pasted text', sink, [reader.end()]);
}

function opened(name: string, sink: KeepingTable, reports: readonly ImportReport[]): OpenedFile {
  return { name, table: sink, metrics: { resourceMetrics: sink.reports }, reports };
}

/** One JSON document is taken apart in one go: what is said about it is to be seen before. */
function painted(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 40));
}

class KeepingTable extends TraceTable {
  readonly reports: NonNullable<OtlpMetrics['resourceMetrics']>[number][] = [];

  override appendMetrics(metrics: OtlpMetrics) {
    if (Array.isArray(metrics.resourceMetrics)) this.reports.push(...metrics.resourceMetrics);
    return super.appendMetrics(metrics);
  }
}
