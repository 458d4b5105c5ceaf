/**
 * A file, packed or not, through the reader of formats. It is read as a stream, so the page stays alive meanwhile and a
 * large file of lines never stands in memory as a whole. gzip is known by its first two bytes, not by the file's name.
 */
import type { ImportReport } from '../../../trace/formats/import-report.ts';
import { TelemetryReader, type TelemetrySink } from '../../../trace/formats/telemetry-reader.ts';

/** Below, nobody notices. */
export const LARGE_BYTES = 4e6;
const GZIP = [0x1f, 0x8b];

export async function readFile(
  file: Blob,
  name: string,
  sink: TelemetrySink,
  progress: (readBytes: number) => void,
): Promise<ImportReport> {
  const reader = new TelemetryReader(sink, name);
  try {
    const head = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
    const isPacked = GZIP.every((byte, at) => head[at] === byte);
    let readBytes = 0;
    const counted = file.stream().pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          readBytes += chunk.byteLength;
          progress(readBytes);
          controller.enqueue(chunk);
        },
      }),
    );
    const bytes = isPacked ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
    const texts = bytes.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) reader.push(piece.value);
    // One JSON document is taken apart in one go: what is said about it is to be seen before.
    if (readBytes > LARGE_BYTES) await new Promise((resolve) => setTimeout(resolve, 40));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    reader.fail(
      'unreadable',
      `The file could not be read to its end: ${why}. What came before is shown. Is it whole?`,
    );
  }
  return reader.end();
}
