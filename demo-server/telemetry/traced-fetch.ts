/**
 * fetch with a CLIENT span, W3C headers and a duration, by the stable HTTP conventions. The URL is made from a
 * template, so that the span name stays low in cardinality.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
import {
  type Attributes,
  context as contextApi,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';
import { HTTP_BOUNDS } from './http-server-metrics.ts';
import { durationSeconds, errorType } from './measure.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

/** Another service: where it is, and how to reach it. */
export interface Peer {
  readonly baseUrl: string;
  fetch(request: Request): Promise<Response> | Response;
}

export interface PeerCall {
  readonly method: 'GET' | 'POST';
  /** With `:name` where a parameter goes, such as `/hubs/:id/lock`. */
  readonly template: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly attributes?: Attributes;
}
export type CallPeer = (call: PeerCall) => Promise<Response>;

/** Still in development in the conventions, hence not among the stable constants. */
const ATTR_URL_TEMPLATE = 'url.template';

export function tracedFetch(peer: Peer, telemetry: ServiceTelemetry): CallPeer {
  const duration = telemetry.meter.createHistogram(METRIC_HTTP_CLIENT_REQUEST_DURATION, {
    description: 'Duration of HTTP client requests',
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: HTTP_BOUNDS },
  });
  const { hostname, port, protocol } = new URL(peer.baseUrl);
  const common: Attributes = {
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
  return async ({ method, template, params = {}, body, attributes }) => {
    const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const url = new URL(path, peer.baseUrl);
    const target: Attributes = { ...common, [ATTR_HTTP_REQUEST_METHOD]: method };
    const span = telemetry.tracer.startSpan(`${method} ${template}`, {
      kind: SpanKind.CLIENT,
      attributes: { ...target, [ATTR_URL_FULL]: url.href, [ATTR_URL_TEMPLATE]: template, ...attributes },
    });
    const context = trace.setSpan(contextApi.active(), span);
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    propagation.inject(context, headers);
    const startMs = performance.now();
    let outcome: Attributes = {};
    try {
      const request = new Request(url, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const response = await contextApi.with(context, () => peer.fetch(request));
      outcome = { [ATTR_HTTP_RESPONSE_STATUS_CODE]: response.status };
      if (response.status >= 400) outcome = { ...outcome, [ATTR_ERROR_TYPE]: String(response.status) };
      return response;
    } catch (error) {
      outcome = { [ATTR_ERROR_TYPE]: errorType(error) };
      throw error;
    } finally {
      span.setAttributes(outcome);
      if (ATTR_ERROR_TYPE in outcome) span.setStatus({ code: SpanStatusCode.ERROR });
      duration.record(durationSeconds(startMs), { ...target, ...outcome }, context);
      span.end();
    }
  };
}
