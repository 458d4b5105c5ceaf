/** Where the recordings of this build are: the bundler names each file after its contents and knows the base path. */

import { loadOnce } from './load-once.ts';
import type { DemoServer } from './port.ts';
import { recordedServer } from './recorded.ts';
import type { Recording, RecordingIndex } from './recording.ts';

const ADDRESSES = import.meta.glob<string>('/build/recordings/*.json', {
  query: '?url',
  import: 'default',
  eager: true,
});
const NANOS_PER_MS = 1e6;

export function pageRecordings(): DemoServer {
  return recordedServer({
    index: loadOnce(() => fetchJson<RecordingIndex>('index')),
    load: (file) => fetchJson<Recording>(file),
    clock: {
      // The parts as integers: together they do not fit a float64.
      unixNano: () =>
        BigInt(Math.round(performance.timeOrigin * 1e3)) * 1_000n +
        BigInt(Math.round(performance.now() * NANOS_PER_MS)),
      after: (ms, callback) => void setTimeout(callback, ms),
    },
  });
}

async function fetchJson<Type>(file: string): Promise<Type> {
  const address = ADDRESSES[`/build/recordings/${file}.json`];
  if (address === undefined) throw new Error(`This site was built without the recording ${file}.`);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}.`);
  return (await response.json()) as Type;
}
