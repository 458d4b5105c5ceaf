/** A trace of any size as the building makes them, for the benchmarks. */
import type { OtlpKeyValue, OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';

/**
 * A server span, below it requests to the gateway and one query each; ended spans arrive children first.
 */
export function oneTrace(trace: number, count: number): OtlpTraces {
  const startNs = 1_750_000_000_000_000_000n + BigInt(trace) * 1_000_000_000n;
  const at = (us: number) => String(startNs + BigInt(us) * 1_000n);
  const traceId = (trace + 1).toString(16).padStart(32, '0');
  const id = (i: number) => (trace * count + i + 1).toString(16).padStart(16, '0');
  const span = (
    i: number,
    parent: number | undefined,
    name: string,
    kind: number,
    attributes: readonly OtlpKeyValue[],
  ): OtlpSpan => ({
    traceId,
    spanId: id(i),
    ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
    name,
    kind,
    startTimeUnixNano: at(i * 10),
    endTimeUnixNano: at(i === 0 ? count * 20 : i * 10 + 15),
    attributes,
    events: [],
    links: [],
    status: {},
  });
  const api: OtlpSpan[] = [];
  const gateway: OtlpSpan[] = [];
  for (let i = count - 1; i > 0; i--) {
    if (i % 2 === 0) {
      gateway.push(
        span(i, i - 1, 'GET /devices/:id', 2, [
          text('http.request.method', 'GET'),
          text('http.route', '/devices/:id'),
          { key: 'http.response.status_code', value: { intValue: '200' } },
        ]),
      );
    } else {
      api.push(
        span(i, 0, 'SELECT devices', 3, [
          text('db.system.name', 'postgresql'),
          text('db.query.text', `SELECT * FROM devices WHERE unit_id = ${i % 50}`),
          text('bldg.run.id', `run-${trace}`),
          { key: 'db.response.returned_rows', value: { intValue: String(i % 7) } },
        ]),
      );
    }
  }
  api.push(span(0, undefined, 'GET /buildings/:id/units', 2, [text('http.route', '/buildings/:id/units')]));
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', 'building-api')] },
        scopeSpans: [{ scope: { name: 'api' }, spans: api }],
      },
      {
        resource: { attributes: [text('service.name', 'device-gateway')] },
        scopeSpans: [{ scope: { name: 'gateway' }, spans: gateway }],
      },
    ],
  };
}

function text(key: string, stringValue: string): OtlpKeyValue {
  return { key, value: { stringValue } };
}
