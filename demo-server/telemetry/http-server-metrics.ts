/**
 * What an HTTP server measures, by the conventions. `@hono/otel` has these two metrics as well: without `url.scheme`, which
 * is required, without `error.type`, without the unit of one, and with `/*` as the route where none has matched.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-server
 */
import { type Attributes, type Meter, ValueType } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
  HTTP_REQUEST_METHOD_VALUE_OTHER,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { durationSeconds } from './measure.ts';

/** Still in development in the conventions, hence not among the stable constants. */
const METRIC_HTTP_SERVER_ACTIVE_REQUESTS = 'http.server.active_requests';
/** The bucket bounds that the conventions advise for HTTP, in seconds. */
export const HTTP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** To be used inside of the request's span, and of the baggage that says for whom it is counted. */
export function measureHttpServer(meter: Meter): MiddlewareHandler {
  const duration = meter.createHistogram(METRIC_HTTP_SERVER_REQUEST_DURATION, {
    description: 'Duration of HTTP server requests',
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: HTTP_BOUNDS },
  });
  const active = meter.createUpDownCounter(METRIC_HTTP_SERVER_ACTIVE_REQUESTS, {
    description: 'Number of active HTTP server requests',
    unit: '{request}',
    valueType: ValueType.INT,
  });
  return async (c, next) => {
    const request: Attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: knownMethod(c.req.method),
      [ATTR_URL_SCHEME]: schemeOf(c.req.url),
    };
    const startMs = performance.now();
    active.add(1, request);
    try {
      await next();
    } finally {
      active.add(-1, request);
      const { status } = c.res;
      const route = routeOf(c);
      duration.record(durationSeconds(startMs), {
        ...request,
        ...(route !== undefined && { [ATTR_HTTP_ROUTE]: route }),
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
        ...(status >= 500 && { [ATTR_ERROR_TYPE]: String(status) }),
      });
    }
  };
}

const METHODS = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);
/** Anybody can make up a method, and none of them may become a name. */
export const knownMethod = (method: string): string =>
  METHODS.has(method) ? method : HTTP_REQUEST_METHOD_VALUE_OTHER;

export const schemeOf = (url: string): string => url.slice(0, url.indexOf(':'));

/**
 * Known when the request arrives: Hono has matched all handlers by then, and the last of them is the route. An unknown path
 * has none, and its text must not become a name.
 */
export const routeOf = (c: Context): string | undefined =>
  matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path;
