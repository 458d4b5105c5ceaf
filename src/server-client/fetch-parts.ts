/**
 * What a worker's demo server is made of, fetched by the page while the worker still reads its script, and counted as it
 * arrives. The files are gzipped by the build and inflated here, so that what is transferred is the same on every host,
 * and known before it starts. The engine is compiled once for all workers of the page: one that is started again has it.
 */
import type { WorkerFile, WorkerFiles, WorkerParts } from '../../demo-server/protocol.ts';

export type OnBytes = (bytes: number, totalBytes: number) => void;

/** Often enough to see it move. */
const TELL_EVERY_BYTES = 100_000;
const engines = new Map<string, Promise<WebAssembly.Module>>();

export async function fetchParts(
  { engine, engineData, database }: WorkerFiles,
  onBytes: OnBytes,
): Promise<WorkerParts> {
  const files = [...(engines.has(engine.url) ? [] : [engine]), engineData, database];
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  let told = 0;
  const count = (more: number) => {
    bytes += more;
    if (bytes - told < TELL_EVERY_BYTES && bytes < totalBytes) return;
    told = bytes;
    onBytes(Math.min(bytes, totalBytes), totalBytes);
  };
  onBytes(0, totalBytes);
  const [compiled, data, image] = await Promise.all([
    compiledEngine(engine, count),
    fetchInflated(engineData, 'application/octet-stream', count).then((response) => response.arrayBuffer()),
    fetchInflated(database, 'application/octet-stream', count).then((response) => response.arrayBuffer()),
  ]);
  return { engine: compiled, engineData: data, database: image };
}

function compiledEngine(file: WorkerFile, onBytes: (bytes: number) => void): Promise<WebAssembly.Module> {
  const known = engines.get(file.url);
  if (known) return known;
  const engine = WebAssembly.compileStreaming(fetchInflated(file, 'application/wasm', onBytes));
  engines.set(file.url, engine);
  // The next who asks tries again.
  engine.catch(() => engines.delete(file.url));
  return engine;
}

/** A gzipped file as what it was; `onBytes` hears of each piece as it comes over the wire. */
export async function fetchInflated(
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
