/**
 * The files of the worker, counted as they arrive. They are gzipped by the build and inflated here, so that what is
 * transferred is the same on every host, and known before it starts.
 */
import type { WorkerFile, WorkerFiles } from '../../protocol.ts';

type Fetched = Readonly<Record<keyof WorkerFiles, Promise<Response>>>;
export type OnBytes = (bytes: number, totalBytes: number) => void;

/** Often enough to see it move. */
const TELL_EVERY_BYTES = 100_000;

export function fetchFiles({ engine, engineData, database }: WorkerFiles, onBytes: OnBytes): Fetched {
  const totalBytes = engine.bytes + engineData.bytes + database.bytes;
  let bytes = 0;
  let told = 0;
  const count = (more: number) => {
    bytes += more;
    if (bytes - told < TELL_EVERY_BYTES && bytes < totalBytes) return;
    told = bytes;
    onBytes(Math.min(bytes, totalBytes), totalBytes);
  };
  onBytes(0, totalBytes);
  return {
    engine: fetchInflated(engine, 'application/wasm', count),
    engineData: fetchInflated(engineData, 'application/octet-stream', count),
    database: fetchInflated(database, 'application/x-tar', count),
  };
}

async function fetchInflated(
  { url }: WorkerFile,
  contentType: string,
  onBytes: (bytes: number) => void,
): Promise<Response> {
  // The name changes with the content: what is in the cache is right, however old.
  const response = await fetch(url, { cache: 'force-cache' });
  if (!response.ok || response.body === null) throw new Error(`${url} was answered with ${response.status}.`);
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const inflated = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
  return new Response(inflated, { headers: { 'content-type': contentType } });
}
