/**
 * The telemetry of a service as its configuration says, in place of `createServiceTelemetry`; and its side of a boundary:
 * what its propagator understands of the headers that come, and writes into those that go.
 */
import {
  type Context,
  context as contextApi,
  createNoopLogger,
  createNoopMeter,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { startsActiveSpans } from '../telemetry/active-span.ts';
import { preciseLogger, preciseTracerProvider } from '../telemetry/precise-time.ts';
import { type RunRef, runOf, withRun } from '../telemetry/run-baggage.ts';
import { SCOPE_NAME, type ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { VERSION } from '../version.ts';
import type { ConfiguredSdk } from './create-sdk.ts';

export const CONTEXT_MANAGERS = ['none', 'async-local-storage'] as const;
/** `none`: nothing is active inside of a span, so the next one finds no parent. */
export type ContextManagerChoice = (typeof CONTEXT_MANAGERS)[number];

export function configuredService(
  sdk: ConfiguredSdk,
  contextManager: ContextManagerChoice,
): ServiceTelemetry {
  const precise = sdk.tracerProvider ? preciseTracerProvider(sdk.tracerProvider) : new ProxyTracerProvider();
  const tracerProvider = contextManager === 'none' ? withoutContextManager(precise) : precise;
  const meter = sdk.meterProvider?.getMeter(SCOPE_NAME, VERSION) ?? createNoopMeter();
  const logger = sdk.loggerProvider?.getLogger(SCOPE_NAME, VERSION);
  return {
    resource: sdk.resource,
    tracerProvider,
    meterProvider: sdk.meterProvider ?? { getMeter: () => meter },
    tracer: tracerProvider.getTracer(SCOPE_NAME, VERSION),
    meter,
    logger: logger ? preciseLogger(logger) : createNoopLogger(),
    shutdown: () => sdk.shutdown(),
  };
}

/**
 * The headers of a request as a service sees them whose propagator this is, written in W3C's words for the code below.
 * The run travels beside, so that telemetry finds its page also where the context is lost.
 */
export function incoming(propagator: TextMapPropagator, headers: Headers): Headers {
  const carrier = Object.fromEntries(headers);
  const understood = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  const run = runOf(propagation.extract(ROOT_CONTEXT, carrier));
  return rewritten(headers, (written) => propagation.inject(withRun(understood, run), written));
}

/** What leaves with a request: the active context as this propagator writes it, and the run. */
export function outgoing(propagator: TextMapPropagator, headers: Headers, run: RunRef | undefined): Headers {
  return rewritten(headers, (written) => {
    propagator.inject(contextApi.active(), written, defaultTextMapSetter);
    propagation.inject(withRun(ROOT_CONTEXT, run), written);
  });
}

function rewritten(headers: Headers, write: (written: Record<string, string>) => void): Headers {
  const result = new Headers(headers);
  for (const name of propagation.fields()) result.delete(name);
  const written: Record<string, string> = {};
  write(written);
  for (const [name, value] of Object.entries(written)) result.set(name, value);
  return result;
}

/** A parent that is given counts, one that would have been active does not. */
function withoutContextManager(provider: TracerProvider): TracerProvider {
  const nothing = (): Context => withRun(ROOT_CONTEXT, runOf(contextApi.active()));
  return {
    getTracer(name, version, tracerOptions) {
      const tracer = provider.getTracer(name, version, tracerOptions);
      const startSpan = (spanName: string, options: SpanOptions = {}, parent?: Context): Span =>
        tracer.startSpan(spanName, options, parent ?? nothing());
      return { startSpan, startActiveSpan: startsActiveSpans(startSpan, nothing) };
    },
  };
}
