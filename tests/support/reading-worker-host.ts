/** Runs in a thread of Node: gives the worker of the page the few names it knows from browsers. */
import { parentPort, type Transferable } from 'node:worker_threads';
import '../../src/timeline/open/reading-worker.ts';

interface Scope {
  postMessage: (message: unknown, transfer?: readonly Transferable[]) => void;
  readonly onmessage: (event: { readonly data: unknown }) => void;
}
const scope = globalThis as unknown as Scope;
scope.postMessage = (message, transfer) => parentPort?.postMessage(message, transfer);
parentPort?.on('message', (data) => scope.onmessage({ data }));
