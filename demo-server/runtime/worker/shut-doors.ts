/**
 * Before the first learner's program runs, what could leave the worker or forge its messages is taken away, at the
 * global object and at its prototypes. The server needs none of it any more: its files are here.
 *
 * It is a fence for mistakes and not a security boundary (see `../../programs/program-scope.ts`): the worker is of
 * the page's origin, and what it must not reach must not be there. The page, for its part, never runs code that its
 * reader has not seen and started.
 */
const DOORS = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'importScripts',
  'indexedDB',
  'caches',
  'postMessage',
  'close',
] as const;

export function shutDoors(scope: object): void {
  for (
    let owner: object | null = scope;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const name of DOORS) {
      // Some may not be redefined in some browser; the program's scope shadows them all the same.
      if (Object.hasOwn(owner, name))
        Reflect.defineProperty(owner, name, { value: undefined, writable: false });
    }
  }
}
