/**
 * Headers by which a browser keeps pages and answers apart from what strangers do. The rules for scripts and styles stand
 * in each page itself (a `<meta>` that `scripts/seal-pages.ts` writes), so that they hold on any host; these are the ones
 * that only a header can say.
 */
import type { MiddlewareHandler } from 'hono';

/** Of pages: nobody frames them. */
export const PAGE_POLICY = "frame-ancestors 'none'";
/**
 * Of the workers: a learner's program is compiled there, and WebAssembly. They fetch from this server alone, whatever a
 * program tries.
 */
export const WORKER_POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'self'";
/** Of answers to programs: should a browser ever show one as a page, it does nothing. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const SITE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), hid=()',
};

const API_PATH = /^\/(?:api|v1|mcp)(?:\/|$)/;
const WORKER_PATH = /\/worker\/[^/]+\.js$/;
const SCRIPT_PATH = /\.(?:js|mjs)$/;

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  const { path } = c.req;
  headers.set('x-content-type-options', 'nosniff');
  if (API_PATH.test(path)) {
    headers.set('content-security-policy', API_POLICY);
    return;
  }
  for (const [name, value] of Object.entries(SITE_HEADERS)) headers.set(name, value);
  if (WORKER_PATH.test(path)) headers.set('content-security-policy', WORKER_POLICY);
  else if (!SCRIPT_PATH.test(path)) headers.set('content-security-policy', PAGE_POLICY);
};
