/** The address that phones open: this site's `/join/`, under a name by which other machines find it. */
export interface JoinAddress {
  readonly href: string;
  /** As it is read out: without the scheme. */
  readonly words: string;
  /** False when only this machine finds it. */
  readonly isReachable: boolean;
}

export function joinAddress(
  code: string,
  {
    origin,
    base,
    reachableAt,
  }: { readonly origin: string; readonly base: string; readonly reachableAt: readonly string[] },
): JoinAddress {
  const own = new URL(origin);
  const isHere = isLoopback(own.hostname);
  const place = isHere ? (reachableAt[0] ?? origin) : origin;
  const page = new URL(`${base.replace(/\/$/, '')}/join/`, place);
  const href = new URL(page);
  href.searchParams.set('room', code);
  return {
    href: href.href,
    words: `${page.host}${page.pathname}`,
    isReachable: !isLoopback(page.hostname),
  };
}

const isLoopback = (hostname: string): boolean =>
  /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost|0\.0\.0\.0)$/.test(hostname);
