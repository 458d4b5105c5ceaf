/** A worker of the site as the two ends that its page holds: what comes from it, and what is sent to it. */

interface WorkerEvents<Incoming> {
  message(message: Incoming): void;
  broken(reason: string): void;
}

interface Line<Outgoing> {
  post(message: Outgoing, transfer?: readonly Transferable[]): void;
  end(): void;
}

/** `name` is what the browser's tools show. */
export function startWorker<Incoming, Outgoing>(
  script: URL,
  name: string,
  events: WorkerEvents<Incoming>,
): Line<Outgoing> {
  const worker = new Worker(script, { name });
  worker.addEventListener('message', ({ data }: MessageEvent<Incoming>) => events.message(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    events.broken(event.message || 'its script could not be loaded.');
  });
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    end: () => worker.terminate(),
  };
}

/** What lies beside the workers under the one name that stays the same: asked anew each time, answered 304 while it is. */
export async function readManifest<Manifest>(base: string, file: string): Promise<readonly [Manifest, URL]> {
  const url = new URL(`${base.replace(/\/$/, '')}/worker/${file}`, location.href);
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url.pathname} was answered with ${response.status}.`);
  return [(await response.json()) as Manifest, url];
}
