/**
 * Who may ask, as far as a browser tells: programs send what they like, but a page of a stranger, opened in the browser of
 * whoever runs this server, cannot help telling where it is from.
 *
 * - The name that was asked for. A server for this machine alone answers to names of this machine alone: a stranger's name
 *   that was made to point at 127.0.0.1 (DNS rebinding) would be the stranger's own origin, and its page could read all.
 * - The site that asks. Another site can send requests here without reading the answers; it has no business to.
 *
 * The receiver (`/v1`) has its own rules for pages, CORS, and programs reach it by whatever name they know.
 */
import { errorAnswer } from './error-answer.ts';

const LOOPBACK = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

export interface GuardOptions {
  /** Only programs of this machine reach the server. */
  readonly isLoopback: boolean;
  /** Other names by which it may be asked for, such as that of a proxy in front of it. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** The refusal, or undefined when the request may go on. */
export function refusal(
  request: Request,
  { isLoopback, allowedHosts = [] }: GuardOptions,
): Response | undefined {
  const { hostname, pathname } = new URL(request.url);
  const isReceiver = pathname.startsWith('/v1/');
  const isOfProgram = isReceiver && !request.headers.has('origin');
  if (isLoopback && !isOfProgram && !LOOPBACK.test(hostname) && !allowedHosts.includes(hostname))
    return errorAnswer(
      403,
      'foreign-host',
      'This server answers to names of this machine only, and was asked for by another one.',
      'Open it as http://127.0.0.1. Behind a proxy, name the proxy’s host in ALLOWED_HOSTS.',
    );
  const { headers } = request;
  const isForeign = headers.get('sec-fetch-site') === 'cross-site';
  const isLink = headers.get('sec-fetch-mode') === 'navigate' && request.method === 'GET';
  if (isForeign && !isLink && pathname.startsWith('/api/'))
    return errorAnswer(
      403,
      'foreign-site',
      'A page of another site may not send requests here.',
      'Ask from a page of this server, or from a program. Telemetry goes to /v1, see OTLP_ALLOWED_ORIGINS.',
    );
  return undefined;
}
