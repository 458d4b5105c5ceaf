/**
 * The page's messages in, the app's answers and telemetry out. Knows no platform: whoever can hand over messages can
 * serve a page, so that this is tested on Node too.
 *
 *   boot --> starting --> ready | failed       request --> response | no-response
 *                                                            watch --> watching, feed*      unwatch
 *                                                          install --> installed, thrown*     ping --> pong
 */
import type { DemoApp } from '../../app.ts';
import type {
  CompiledProgram,
  PageMessage,
  WireRequest,
  WireResponse,
  WorkerMessage,
  WorkerParts,
} from '../../protocol.ts';

export type Boot = (parts: WorkerParts) => Promise<DemoApp>;
export type Post = (message: WorkerMessage, transfer?: readonly ArrayBuffer[]) => void;

export function servePage(post: Post, boot: Boot): (message: PageMessage) => void {
  let app: Promise<DemoApp> | undefined;
  const underWay = new Map<number, AbortController>();
  let tellsProblems = false;
  /** What the page wants now; it may have left again before the server was there. */
  const wanted = new Set<string>();
  const watched = new Map<string, () => void>();

  const start = (parts: WorkerParts): Promise<DemoApp> => {
    post({ type: 'starting' });
    const booting = boot(parts);
    booting.then(
      () => post({ type: 'ready' }),
      (error: unknown) => post({ type: 'failed', reason: reasonOf(error) }),
    );
    return booting;
  };
  const booted = (): Promise<DemoApp> => app ?? Promise.reject(new Error('The demo server was not booted.'));

  async function answer(requestId: number, request: WireRequest): Promise<void> {
    const cancel = new AbortController();
    underWay.set(requestId, cancel);
    try {
      const response = await send(await booted(), request, cancel.signal);
      post({ type: 'response', requestId, response }, [response.body]);
    } catch (error) {
      post({ type: 'no-response', requestId, reason: reasonOf(error) });
    } finally {
      underWay.delete(requestId);
    }
  }

  async function watch(session: string): Promise<void> {
    const { sessions } = await booted();
    if (!wanted.has(session) || watched.has(session)) return;
    const feed = sessions.open(session);
    if (feed === undefined) return;
    const stop = feed.subscribe(({ id, type, json }) =>
      post({ type: 'feed', session, message: { id, type, json } }),
    );
    watched.set(session, stop);
    post({ type: 'watching', session });
  }

  async function install(installId: number, program: CompiledProgram): Promise<void> {
    const { programs } = await booted();
    if (!tellsProblems) programs.onProblem((problem) => post({ type: 'thrown', problem }));
    tellsProblems = true;
    const problems = await programs.install(program);
    post({ type: 'installed', installId, problems });
  }

  return (message) => {
    switch (message.type) {
      case 'boot':
        app ??= start(message.parts);
        return;
      case 'request':
        return void answer(message.requestId, message.request);
      case 'cancel':
        return underWay.get(message.requestId)?.abort();
      case 'watch':
        wanted.add(message.session);
        // A boot that failed was told already.
        return void watch(message.session).catch(() => undefined);
      case 'install':
        return void install(message.installId, message.program).catch((error: unknown) =>
          post({ type: 'failed', reason: reasonOf(error) }),
        );
      case 'ping':
        return post({ type: 'pong' });
      case 'unwatch':
        wanted.delete(message.session);
        watched.get(message.session)?.();
        return void watched.delete(message.session);
    }
  };
}

/** A body that never ends is given up with the request that asked for it. */
async function send(
  app: DemoApp,
  { method, url, headers, body }: WireRequest,
  signal: AbortSignal,
): Promise<WireResponse> {
  const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]), signal };
  const response = await app.fetch(new Request(url, body === undefined ? init : { ...init, body }));
  const untilCancelled = response.body?.pipeThrough(new TransformStream(), { signal }) ?? null;
  return {
    status: response.status,
    headers: [...response.headers],
    body: await new Response(untilCancelled).arrayBuffer(),
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
