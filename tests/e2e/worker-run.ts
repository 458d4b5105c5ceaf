/** Runs in the demo server of a built site's worker, without the site's own scripts: only files and messages. */
import type { Page } from '@playwright/test';
import type {
  FeedMessage,
  WorkerFile,
  WorkerManifest,
  WorkerMessage,
  WorkerParts,
} from '../../demo-server/protocol.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import type { RunRequest } from '../support/demo-run.ts';

/** Boots the worker of a site in the page, under the name `demoWorker`. */
export async function bootWorker(page: Page, site = page.url()): Promise<void> {
  await page.evaluate(async (siteUrl) => {
    const at = new URL('worker/manifest.json', siteUrl);
    const manifest: WorkerManifest = await (await fetch(at)).json();
    const worker = new Worker(new URL(manifest.script, at));
    Reflect.set(globalThis, 'demoWorker', worker);
    const inflated = async ({ url }: WorkerFile, type: string): Promise<Response> => {
      const { body } = await fetch(new URL(url, at), { cache: 'force-cache' });
      if (body === null) throw new Error(`${url} is empty.`);
      return new Response(body.pipeThrough(new DecompressionStream('gzip')), {
        headers: { 'content-type': type },
      });
    };
    const [engine, engineData, database] = await Promise.all([
      WebAssembly.compileStreaming(inflated(manifest.files.engine, 'application/wasm')),
      inflated(manifest.files.engineData, '').then((response) => response.arrayBuffer()),
      inflated(manifest.files.database, '').then((response) => response.arrayBuffer()),
    ]);
    await new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
        if (data.type === 'failed') reject(new Error(data.reason));
        if (data.type === 'ready') resolve();
      };
      const parts: WorkerParts = { engine, engineData, database };
      worker.postMessage({ type: 'boot', parts }, [engineData, database]);
    });
  }, site);
}

let runs = 0;

export async function runInWorker(page: Page, requests: readonly RunRequest[]) {
  runs += 1;
  const names = { session: `session-${runs}-of-worker`, run: `run-${runs}` };
  const { heard, answers, answeredMs } = await page.evaluate(
    async ({ session, run, requests }) => {
      const worker: Worker = Reflect.get(globalThis, 'demoWorker');
      const heard: { id: number; type: string; json: string }[] = [];
      const next = <Type extends WorkerMessage['type']>(
        type: Type,
        isIt: (message: Extract<WorkerMessage, { type: Type }>) => boolean,
      ) =>
        new Promise<Extract<WorkerMessage, { type: Type }>>((resolve) => {
          const hear = ({ data }: MessageEvent<WorkerMessage>) => {
            const message = data as Extract<WorkerMessage, { type: Type }>;
            if (data.type !== type || !isIt(message)) return;
            worker.removeEventListener('message', hear);
            resolve(message);
          };
          worker.addEventListener('message', hear);
        });
      const keep = ({ data }: MessageEvent<WorkerMessage>) => {
        if (data.type === 'feed' && data.session === session) heard.push(data.message);
      };
      worker.addEventListener('message', keep);
      const watching = next('watching', () => true);
      worker.postMessage({ type: 'watch', session });
      await watching;
      const answers: { status: number; body: unknown }[] = [];
      // Quiet between two requests is not the end.
      const settled = next('feed', ({ message }) => {
        if (message.type !== 'settled') return false;
        const { requests: heardOf } = JSON.parse(message.json) as { requests?: number };
        return (heardOf ?? requests.length) >= requests.length;
      });
      const startMs = performance.now();
      for (const [requestId, { method = 'POST', path, body = {} }] of requests.entries()) {
        const answered = next('response', () => true);
        const headers = [
          ['content-type', 'application/json'],
          ['baggage', `session.id=${session},bldg.run.id=${run},stranger=1`],
        ];
        const bytes = method === 'GET' ? {} : { body: new TextEncoder().encode(JSON.stringify(body)).buffer };
        const url = `${location.origin}/api/building${path}`;
        worker.postMessage({ type: 'request', requestId, request: { method, url, headers, ...bytes } });
        const { response } = await answered;
        answers.push({ status: response.status, body: JSON.parse(new TextDecoder().decode(response.body)) });
      }
      const answeredMs = performance.now() - startMs;
      await settled;
      worker.removeEventListener('message', keep);
      worker.postMessage({ type: 'unwatch', session });
      return { heard, answers, answeredMs };
    },
    { ...names, requests },
  );
  const table = new TraceTable();
  for (const { type, json } of heard) {
    const { data } = { type, data: JSON.parse(json) } as Pick<FeedMessage, 'type' | 'data'>;
    if (type === 'spans-started') table.appendStarted(data as Parameters<TraceTable['appendStarted']>[0]);
    if (type === 'traces') table.appendTraces(data as Parameters<TraceTable['appendTraces']>[0]);
    if (type === 'logs') table.appendLogs(data as Parameters<TraceTable['appendLogs']>[0]);
    if (type === 'metrics') table.appendMetrics(data as Parameters<TraceTable['appendMetrics']>[0]);
  }
  return { table, answers, answeredMs };
}
