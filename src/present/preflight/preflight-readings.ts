/** The measuring itself: each answers a reading, and never throws. */

import { siteHref } from '../../components/course/site-href.ts';
import { siteKept } from '../../components/offline/keep-site.ts';
import { FILES_ONLY } from '../../server-client/connect.ts';
import { pageSession } from '../../server-client/page-connection.ts';
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
      const response = await fetch(siteHref('/api/health'), {
        signal: AbortSignal.timeout(LIMIT_MS),
        cache: 'no-store',
      });
      const { status = 'unknown', reason } = (await response.json()) as { status?: string; reason?: string };
      if (status === FILES_ONLY) return { health: undefined, roundTripsMs };
      roundTripsMs.push(performance.now() - startMs);
      health = { ok: response.ok && status === 'ok', status, ...(reason !== undefined && { reason }) };
      if (!health.ok) break;
    }
  } catch {
    // Nothing answers, or a page does.
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
  return { isOnline: navigator.onLine, kept: await siteKept() };
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
