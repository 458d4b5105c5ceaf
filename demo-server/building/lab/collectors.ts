/**
 * The collectors of two regions, as receivers in this process. Each request that one gets is a span of its own, and what
 * was in it is counted for the place that sent it.
 */
import { SpanKind } from '@opentelemetry/api';
import type { OtlpLogs, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';
import type { SignalName } from '../../otel-configuration/exporters.ts';
import { acceptTraces } from '../../otlp/accept.ts';
import { Findings } from '../../otlp/findings.ts';
import { readTraces } from '../../otlp/json/requests.ts';
import { decodeLogs } from '../../otlp/protobuf/logs.ts';
import { decodeMetrics } from '../../otlp/protobuf/metrics.ts';
import { decodeSpans } from '../../otlp/protobuf/traces.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { Place } from './places.ts';

/** What reached the collectors from one place. */
export interface Received {
  exports: number;
  spans: number;
  logs: number;
  lowestSeverity: number;
  /** Signals that reached the collector of the place's own region. */
  readonly home: Set<SignalName>;
}
export const nothingReceived = (): Received => ({
  exports: 0,
  spans: 0,
  logs: 0,
  lowestSeverity: 0,
  home: new Set(),
});

const REGIONS = ['us', 'eu'] as const;

export function collectors(service: (name: string) => ServiceTelemetry) {
  const telemetry = { us: service('collector-us'), eu: service('collector-eu') };
  return async (request: Request, { name, environment }: Place, received: Received): Promise<Response> => {
    const { host, pathname } = new URL(request.url);
    const region = REGIONS.find((each) => host === `collector.${each}:4318`);
    if (region === undefined) throw new Error(`nobody listens at ${host} in ${name}`);
    received.exports += 1;
    const span = telemetry[region].tracer.startSpan(`POST ${routeOf(pathname)}`, {
      kind: SpanKind.SERVER,
      attributes: bldgAttributes({ 'bldg.place.name': name }),
    });
    try {
      const signal = SIGNALS.find((each) => pathname === `/v1/${each}`);
      if (signal === undefined) return new Response(null, { status: 404 });
      if (environment['REGION'] === region) received.home.add(signal);
      count(signal, await bodyOf(request), received);
      return new Response(null, { status: 200 });
    } finally {
      span.end();
    }
  };
}

const SIGNALS = ['traces', 'metrics', 'logs'] as const;
/** Paths are written by strangers, and no names of spans. */
const routeOf = (pathname: string): string =>
  SIGNALS.some((signal) => pathname === `/v1/${signal}`) ? pathname : '/*';

interface Body {
  readonly bytes: Uint8Array;
  readonly isJson: boolean;
}
async function bodyOf(request: Request): Promise<Body> {
  const isJson = request.headers.get('content-type') === 'application/json';
  return { bytes: new Uint8Array(await request.arrayBuffer()), isJson };
}

function count(signal: SignalName, body: Body, received: Received): void {
  if (signal === 'traces') {
    const decode = body.isJson ? readJsonSpans : decodeSpans;
    received.spans += decode(body.bytes, new Findings()).length;
  } else if (signal === 'logs') {
    const { resourceLogs = [] } = read<OtlpLogs>(body, decodeLogs);
    for (const { scopeLogs = [] } of resourceLogs)
      for (const { logRecords = [] } of scopeLogs)
        for (const { severityNumber = 0 } of logRecords) {
          received.lowestSeverity =
            received.logs === 0 ? severityNumber : Math.min(received.lowestSeverity, severityNumber);
          received.logs += 1;
        }
  } else read<OtlpMetrics>(body, decodeMetrics);
}

const readJsonSpans = (bytes: Uint8Array, findings: Findings) =>
  acceptTraces(readTraces(bytes, findings), findings);
const read = <T>({ bytes, isJson }: Body, decode: (bytes: Uint8Array, findings: Findings) => T): T =>
  isJson ? (JSON.parse(new TextDecoder().decode(bytes)) as T) : decode(bytes, new Findings());
