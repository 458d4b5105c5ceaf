/**
 * What every HTTP service of the building has in front: the caller's context (checked), then the span of `@hono/otel`, then
 * what that leaves out of the conventions for HTTP servers.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
 */
import { httpInstrumentationMiddleware } from '@hono/otel';
import {
  type Attributes,
  context as contextApi,
  createNoopMeter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { Context, Hono } from 'hono';
import { knownMethod, measureHttpServer, routeOf, schemeOf } from './http-server-metrics.ts';
import { runOf, withRun } from './run-baggage.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

const noMeter = createNoopMeter();

export function instrumentHttpServer(app: Hono, telemetry: ServiceTelemetry): void {
  app.use(async (c, next) => {
    const remote = propagation.extract(ROOT_CONTEXT, c.req.header());
    // Baggage is written by strangers: only the two checked keys go on.
    await contextApi.with(withRun(remote, runOf(remote)), next);
  });
  app.use(
    httpInstrumentationMiddleware({
      tracerProvider: telemetry.tracerProvider,
      meterProvider: { getMeter: () => noMeter },
      captureActiveRequests: false,
      spanNameFactory: spanName,
    }),
  );
  app.use(async (c, next) => {
    const span = trace.getActiveSpan();
    span?.setAttributes(requestAttributes(c));
    // `@hono/otel` has read the headers once more; what goes on to other services is again only what was checked.
    const context = contextApi.active();
    await contextApi.with(withRun(context, runOf(context)), next);
    if (c.res.status >= 500) span?.setAttribute(ATTR_ERROR_TYPE, String(c.res.status));
  });
  app.use(measureHttpServer(telemetry.meter));
}

function requestAttributes(c: Context): Attributes {
  const { pathname, search } = new URL(c.req.url);
  const method = knownMethod(c.req.method);
  const route = routeOf(c);
  return {
    [ATTR_URL_PATH]: pathname,
    [ATTR_URL_SCHEME]: schemeOf(c.req.url),
    ...(search !== '' && { [ATTR_URL_QUERY]: search.slice(1) }),
    ...(method !== c.req.method && {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: c.req.method,
    }),
    // Of a span that is still open; at its end `@hono/otel` says it too.
    ...(route !== undefined && { [ATTR_HTTP_ROUTE]: route }),
  };
}

/** `HTTP` in the place of a method that nobody knows, by the conventions. */
function spanName(c: Context): string {
  const method = knownMethod(c.req.method) === c.req.method ? c.req.method : 'HTTP';
  const route = routeOf(c);
  return route === undefined ? method : `${method} ${route}`;
}
