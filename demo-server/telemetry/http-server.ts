/**
 * What every HTTP service of the building has in front: the caller's context (checked), then `@hono/otel`.
 *
 * Why the context first: `@hono/otel` counts `http.server.active_requests` up before it reads the headers and down
 * after; without the baggage around both, a run would only see the way down.
 */
import { httpInstrumentationMiddleware } from '@hono/otel';
import { context as contextApi, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_URL_PATH, ATTR_URL_SCHEME } from '@opentelemetry/semantic-conventions';
import type { Context, Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { runOf, withRun } from './run-baggage.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

export function instrumentHttpServer(app: Hono, telemetry: ServiceTelemetry): void {
  app.use(async (c, next) => {
    const remote = propagation.extract(ROOT_CONTEXT, c.req.header());
    // Baggage is written by strangers: only the two checked keys go on.
    await contextApi.with(withRun(remote, runOf(remote)), next);
  });
  app.use(
    httpInstrumentationMiddleware({
      tracerProvider: telemetry.tracerProvider,
      meterProvider: telemetry.meterProvider,
      spanNameFactory: spanName,
    }),
  );
  app.use(async (c, next) => {
    const span = trace.getActiveSpan();
    const { pathname, protocol } = new URL(c.req.url);
    span?.setAttributes({ [ATTR_URL_PATH]: pathname, [ATTR_URL_SCHEME]: protocol.slice(0, -1) });
    // `@hono/otel` has read the headers once more; what goes on to other services is again only what was checked.
    const context = contextApi.active();
    await contextApi.with(withRun(context, runOf(context)), next);
    if (c.res.status >= 500) span?.setAttribute(ATTR_ERROR_TYPE, String(c.res.status));
  });
}

/**
 * The name is known when the span starts, so that an open span is drawn under it: Hono has matched all handlers by
 * then, the last of them is the route. An unknown path has none, and its text must not become a span name.
 */
function spanName(c: Context): string {
  const route = matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path;
  return route === undefined ? c.req.method : `${c.req.method} ${route}`;
}
