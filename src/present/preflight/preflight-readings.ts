/** The measuring itself: each answers a reading, and never throws. */

import { siteHref } from '../../components/course/site-href.ts';
import { pageSession } from '../../server-client/page-connection.ts';
import { cachePrefix } from '../../service-worker/site-files.ts';
import { thisBrowser } from '../../storage/browser-storage.ts';
import type {
  ClockReading,
  OfflineReading,
  ScreenReading,
  ServerReading,
  WindowsReading,
} from './preflight-checks.ts';

const PROBE = 'preflight';
const QUESTIONS = 5;
const LIMIT_MS = 4_000;
const OWN_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

export function readScreen(): ScreenReading {
  const { isExtended } = screen as { isExtended?: boolean };
  return {
    widthPx: innerWidth,
    heightPx: innerHeight,
    pixelRatio: Math.round(devicePixelRatio * 100) / 100,
    isExtended,
  };
}

export async function readServer(): Promise<ServerReading> {
  const roundTripsMs: number[] = [];
  let health: ServerReading['health'];
  try {
    for (let question = 0; question < QUESTIONS; question++) {
      const startMs = performance.now();
      const response = await fetch('/api/health', {
        signal: AbortSignal.timeout(LIMIT_MS),
        cache: 'no-store',
      });
      const { status = 'unknown', reason } = (await response.json()) as { status?: string; reason?: string };
      roundTripsMs.push(performance.now() - startMs);
      health = { ok: response.ok && status === 'ok', status, ...(reason !== undefined && { reason }) };
      if (!health.ok) break;
    }
  } catch {
    // A host of files answers with a page, or with nothing: there is no server.
    health = undefined;
  }
  return { health, roundTripsMs };
}

/** How long until a stream of this page's own session opens; undefined if it does not. */
export function readFeed(): Promise<number | undefined> {
  const startMs = performance.now();
  const source = new EventSource(`/api/feed?session=${pageSession()}`);
  return new Promise((resolve) => {
    const done = (afterMs: number | undefined) => {
      clearTimeout(limit);
      source.close();
      resolve(afterMs);
    };
    const limit = setTimeout(() => done(undefined), LIMIT_MS);
    source.onopen = () => done(performance.now() - startMs);
    source.onerror = () => source.readyState === EventSource.CLOSED && done(undefined);
  });
}

export async function readOffline(): Promise<OfflineReading> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const kept = await keptUrls(registration?.scope);
  const deck = new URL(siteHref('/present/'), location.href).pathname;
  return {
    isOnline: navigator.onLine,
    isOwnMachine: OWN_MACHINE.includes(location.hostname),
    hasServiceWorker: registration !== undefined,
    keepsDeck: kept?.some((path) => path === deck || path === `${deck}index.html`),
    keepsServer: kept?.some((path) => path.includes('/worker/') && path.endsWith('.bin')),
  };
}

async function keptUrls(scope: string | undefined): Promise<readonly string[] | undefined> {
  if (scope === undefined) return undefined;
  try {
    const names = (await caches.keys()).filter((name) => name.startsWith(cachePrefix(scope)));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  } catch {
    // A browser without caches, or one that refuses them.
    return undefined;
  }
}

/** A host says when it answered; to the second is enough. */
export async function readClock(): Promise<ClockReading> {
  try {
    const response = await fetch(location.href, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const said = Date.parse(response.headers.get('date') ?? '');
    return { serverMs: Number.isNaN(said) ? undefined : said, ownMs: Date.now() };
  } catch {
    return { serverMs: undefined, ownMs: Date.now() };
  }
}

export function readWindows(): WindowsReading {
  return {
    hasChannel: 'BroadcastChannel' in globalThis,
    canStore: canStore(),
    canStayAwake: 'wakeLock' in navigator,
  };
}

function canStore(): boolean {
  const isKept = thisBrowser.write(PROBE, 'kept') === 'kept';
  thisBrowser.write(PROBE, undefined);
  return isKept;
}
