/**
 * What `/api/health` says, as a value. Invariant: never throws and never rejects; whatever a server (or a static host
 * that answers every address with a page) sends becomes one of these cases.
 */
export type Health =
  | { readonly type: 'up'; readonly version: string; readonly database: string; readonly uptimeSeconds: number }
  /** Something answers, but cannot serve a run now. */
  | { readonly type: 'not-ready'; readonly status: 'starting' | 'failing'; readonly reason: string }
  | { readonly type: 'absent' };

const HEALTH_TIMEOUT_MS = 3_000;

/** By hand rather than by schema: this runs on every page, and four fields are not worth a library there. */
export function readHealth(body: unknown): Health {
  if (typeof body !== 'object' || body === null) return { type: 'absent' };
  const { status, version, database, uptimeSeconds, reason } = body as Readonly<Record<string, unknown>>;
  if (status === 'ok' && typeof version === 'string' && typeof database === 'string') {
    return { type: 'up', version, database, uptimeSeconds: Number(uptimeSeconds) || 0 };
  }
  if (status === 'starting' || status === 'failing') {
    return { type: 'not-ready', status, reason: typeof reason === 'string' ? reason : 'no reason given' };
  }
  return { type: 'absent' };
}

export async function askHealth(request: typeof fetch = fetch): Promise<Health> {
  try {
    const response = await request('/api/health', {
      headers: { accept: 'application/json' },
      cache: 'no-store',
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    return readHealth(await response.json());
  } catch {
    return { type: 'absent' };
  }
}
