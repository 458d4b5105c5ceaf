/** Requests of many spans, as services send them: ten spans a trace, a few services, some errors, some rare ones. */
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { writeTraces } from '../support/otlp-protobuf-writer.ts';

const SPANS_PER_TRACE = 10;
const ROUTES = ['/things', '/things/:id', '/orders', '/orders/:id'];
const START_NS = 1_790_000_000_000_000_000n;

export class OtlpPayloads {
  /** How many were made. */
  spans = 0;
  readonly firstTraceId = traceIdOf(0);

  next(encoding: 'protobuf' | 'json', spans: number): Uint8Array<ArrayBuffer> | string {
    const body: OtlpTraces = {
      resourceSpans: [
        {
          resource: {
            attributes: [
              text('service.name', `shop-${Math.floor(this.spans / spans) % 8}`),
              text('host.name', 'bench'),
            ],
          },
          scopeSpans: [
            {
              scope: { name: 'bench', version: '1' },
              spans: Array.from({ length: spans }, () => span(this.spans++)),
            },
          ],
        },
      ],
    };
    return encoding === 'json' ? JSON.stringify(body) : new Uint8Array(writeTraces(body));
  }
}

function span(n: number): OtlpSpan {
  const trace = Math.floor(n / SPANS_PER_TRACE);
  const route = ROUTES[n % ROUTES.length] ?? '';
  const startNs = START_NS + BigInt(n) * 1_000_000n;
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(n),
    ...(n % SPANS_PER_TRACE > 0 && { parentSpanId: spanIdOf(n - (n % SPANS_PER_TRACE)) }),
    name: n % 100_003 === 7 ? 'rare' : `GET ${route}`,
    kind: 2,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt((n * 7_919) % 50_000_000)),
    attributes: [
      text('http.request.method', 'GET'),
      text('http.route', route),
      text('url.path', `/things/${n % 9_973}`),
      { key: 'http.response.status_code', value: { intValue: n % 97 === 0 ? '500' : '200' } },
      text('order.id', `order-${n % 50_021}`),
    ],
    status: { code: n % 97 === 0 ? 2 : 0 },
  };
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
/** Spread, as random ids are; a multiplier that is odd never gives two the same. */
const spread = (n: number): string =>
  ((BigInt(n + 1) * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn).toString(16).padStart(16, '0');
const spanIdOf = spread;
function traceIdOf(trace: number): string {
  return `5b8efff798038103${spread(trace)}`;
}
