/** What becomes of an asset that was asked for while its host was not well: the strategy of the service worker itself. */
import { afterEach, expect, test, vi } from 'vitest';
import { CacheFirst } from 'workbox-strategies';
import { assetKeeping } from '../../../src/service-worker/asset-keeping.ts';

// The strategy looks for a worker around it as soon as it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

/** As much of a browser's caches as the strategy asks for. */
class FakeCaches {
  readonly #caches = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const kept = this.#caches.get(name) ?? new Map<string, Response>();
    this.#caches.set(name, kept);
    return { put: async ({ url }: Request, response: Response) => void kept.set(url, response) };
  }
  async match({ url }: Request, { cacheName }: { readonly cacheName?: string } = {}) {
    const among = cacheName === undefined ? [...this.#caches.values()] : [this.#caches.get(cacheName)];
    return among.flatMap((kept) => kept?.get(url) ?? [])[0]?.clone();
  }
}

class FakeEvent {
  waitUntil() {}
}

const ASSET = 'https://workshop.example/_astro/card.B1.js';

/** What a page is told, one answer of the host after another, by a worker that keeps files or has let go of them. */
async function told(answers: readonly Response[], isKeeping = true): Promise<readonly number[]> {
  const caches = new FakeCaches();
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('FetchEvent', class {});
  vi.stubGlobal('ExtendableEvent', FakeEvent);
  vi.stubGlobal('location', new URL(ASSET));
  const left = [...answers];
  vi.stubGlobal('fetch', async () => left.shift() ?? expect.fail('nobody should ask the host again'));
  const keeping = assetKeeping(async () => (isKeeping ? ({} as Cache) : undefined));
  const strategy = new CacheFirst({ cacheName: 'assets', plugins: [keeping] });
  const statuses: number[] = [];
  for (let asked = 0; asked < 3; asked++) {
    const event = new FakeEvent();
    const [answer, done] = strategy.handleAll({ request: new Request(ASSET), event });
    statuses.push((await answer).status);
    await done;
  }
  return statuses;
}
const file = () => new Response('export {}', { status: 200 });
const failing = (status: number) => new Response('Away', { status });

afterEach(() => vi.unstubAllGlobals());

test('a file is asked for once', async () => {
  expect(await told([file()])).toEqual([200, 200, 200]);
});
test.each([404, 503])('an answer of %i is told, and not kept in the place of the file', async (status) => {
  expect(await told([failing(status), file()])).toEqual([status, 200, 200]);
});
test('who has let go of the site is answered, and nothing is kept', async () => {
  expect(await told([file(), file(), file()], false)).toEqual([200, 200, 200]);
});
