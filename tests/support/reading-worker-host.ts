/** Runs in a thread of Node: gives the page's worker of which the address is given the few names it knows from browsers. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';

interface Scope {
  postMessage: (message: unknown, transfer?: readonly Transferable[]) => void;
  readonly onmessage: (event: { readonly data: unknown }) => void;
}
const scope = globalThis as unknown as Scope;
scope.postMessage = (message, transfer) => parentPort?.postMessage(message, transfer);
await import(workerData as string);
parentPort?.on('message', (data) => scope.onmessage({ data }));
