/**
 * A file, packed or not, through the reader of formats. It is read as a stream, so that a large file never stands in memory
 * as a whole. gzip is known by its first two bytes, not by the file's name. Whatever goes wrong is in the report.
 */
import type { ImportReport } from '../../trace/formats/import-report.ts';
import { TelemetryReader, type TelemetrySink } from '../../trace/formats/telemetry-reader.ts';

const GZIP = [0x1f, 0x8b];

export interface Reading {
  /** After each piece, in bytes of the file as it lies on the disk. */
  progress(readBytes: number): void;
  /** Asked after each piece; where others need the thread, it lets them have it. */
  breathe(): Promise<void> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function readFile(
  file: Blob,
  name: string,
  sink: TelemetrySink,
  { progress, breathe, signal }: Reading,
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
          controller.enqueue(chunk);
        },
      }),
    );
    const bytes = isPacked ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
    const texts = bytes.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
      reader.push(piece.value);
      progress(readBytes);
      await breathe();
      if (signal?.aborted) break;
    }
    return reader.end();
  } catch (error) {
    if (error instanceof RangeError) reader.fail('too-large', TOO_LARGE);
    else {
      const why = error instanceof Error ? error.message : String(error);
      reader.fail(
        'unreadable',
        `The file could not be read to its end: ${why}. What came before is shown. Is it whole?`,
      );
    }
    return reader.end();
  }
}

/** Typed arrays and strings that are too long are refused by a RangeError. */
const TOO_LARGE =
  'The file holds more than this browser gives a page memory for. What came before is shown. Split the file by trace or by time, and open the parts one by one.';
