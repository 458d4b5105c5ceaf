/**
 * A thread that plays programs which send telemetry, several requests at once over connections that stay open, so that
 * sending does not take time from the server that is measured.
 *
 *   in: Load       out: Sent
 */
import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

export interface Load {
  readonly url: string;
  readonly contentType: string;
  /** Sent in turn. */
  readonly bodies: readonly Uint8Array[];
  readonly requests: number;
  readonly atOnce: number;
}
export interface Sent {
  readonly ms: number;
  readonly answersMs: readonly number[];
  /** Those that were not answered with 200. */
  readonly failed: number;
}

const agent = new Agent({ keepAlive: true });

function post({ url, contentType }: Load, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, 'content-length': body.length };
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

parentPort?.on('message', async (load: Load) => {
  const answersMs: number[] = [];
  let next = 0;
  let failed = 0;
  const program = async () => {
    while (next < load.requests) {
      const body = load.bodies[next++ % load.bodies.length] as Uint8Array;
      const startMs = performance.now();
      if ((await post(load, body)) !== 200) failed++;
      answersMs.push(performance.now() - startMs);
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: load.atOnce }, program));
  parentPort?.postMessage({ ms: performance.now() - startMs, answersMs, failed } satisfies Sent);
});
