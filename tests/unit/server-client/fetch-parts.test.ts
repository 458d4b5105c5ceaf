import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { fetchParts } from '../../../src/server-client/fetch-parts.ts';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const data = Uint8Array.of(1, 2, 3);

/** A host that has every file; `asked` says which were asked for, `broken` which fail. */
function host(broken: readonly string[] = []) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (broken.includes(url)) return new Response(null, { status: 503 });
    return new Response(gzipSync(url.includes('engine.') ? EMPTY_MODULE : data));
  });
  return asked;
}
const filesOf = (name: string) => {
  const engineBytes = gzipSync(EMPTY_MODULE).length;
  const dataBytes = gzipSync(data).length;
  return {
    engine: { url: `engine.${name}`, bytes: engineBytes },
    engineData: { url: `data.${name}`, bytes: dataBytes },
    database: { url: `database.${name}`, bytes: dataBytes },
  };
};
afterEach(() => vi.unstubAllGlobals());

test('parts arrive inflated, and are counted to the last byte', async () => {
  host();
  const files = filesOf('counted');
  const total = files.engine.bytes + files.engineData.bytes + files.database.bytes;
  const heard: [number, number][] = [];
  const parts = await fetchParts(files, (bytes, totalBytes) => heard.push([bytes, totalBytes]));
  expect(parts.engine).toBeInstanceOf(WebAssembly.Module);
  expect(new Uint8Array(parts.database)).toEqual(data);
  expect(heard[0]).toEqual([0, total]);
  expect(heard.at(-1)).toEqual([total, total]);
});

test('the engine is compiled once for all workers of the page', async () => {
  const asked = host();
  const first = await fetchParts(filesOf('shared'), () => {});
  const second = await fetchParts(filesOf('shared'), () => {});
  expect(second.engine).toBe(first.engine);
  expect(asked.filter((url) => url === 'engine.shared')).toHaveLength(1);
  expect(second.database).not.toBe(first.database);
});

test('an engine that could not be had is asked for again', async () => {
  host(['engine.late']);
  await expect(fetchParts(filesOf('late'), () => {})).rejects.toThrow('engine.late was answered with 503.');
  host();
  await expect(fetchParts(filesOf('late'), () => {})).resolves.toHaveProperty('engine');
});
