/**
 * Telemetry as senders get it wrong and right: names with quotes and NULs, spans that never end or take no time, traces that go
 * on in later requests. The same each time.
 */
import { seededRandom } from '../../demo-server/seeded-random.ts';
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
export const idOf = (n: number, digits: number) => (n + 1).toString(16).padStart(digits, 'a');

/** About half as many traces. */
export function oddRequests(requests: number, first = 40): readonly OtlpTraces[] {
  const random = seededRandom(7);
  return Array.from({ length: requests }, (_, at) => request(first + at, random));
}

/** Some spans of one or two traces, from one service. */
function request(n: number, random: () => number): OtlpTraces {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const span = (at: number): OtlpSpan => {
    const startNs = 1_790_000_000_000_000_000n + BigInt(n) * 1_000_000_000n + BigInt(at);
    const tookNs = BigInt(pick([0, 999, 1_000, 1_000_000, 250_000_000]));
    const isOpen = random() < 0.1;
    return {
      // Traces go on in later requests, also when they have left memory.
      traceId: idOf(Math.floor(n / 2) + (random() < 0.1 ? -20 : 0), 32),
      spanId: idOf(n * 100 + at, 16),
      ...(at > 0 && { parentSpanId: idOf(n * 100 + Math.floor(at / 2), 16) }),
      name: pick(['GET /things', 'INSERT', "it's 100% \u0000 odd_", '']),
      kind: pick([0, 1, 2, 3, 5]),
      startTimeUnixNano: String(startNs),
      ...(!isOpen && { endTimeUnixNano: String(startNs + tookNs) }),
      attributes: [
        ...(random() < 0.5 ? [text('http.route', pick(['/a', '/b', '/a"b', '/ä\\']))] : []),
        ...(random() < 0.3 ? [{ key: 'count', value: { intValue: String(pick([1, 5, 500])) } }] : []),
        ...(random() < 0.2
          ? [
              {
                key: 'tags',
                value: { arrayValue: { values: [{ stringValue: 'x' }, { stringValue: '/a' }] } },
              },
            ]
          : []),
        ...(random() < 0.2 ? [{ key: 'ok', value: { boolValue: random() < 0.5 } }] : []),
      ],
      events: random() < 0.1 ? [{ name: 'exception', attributes: [text('exception.type', 'Boom')] }] : [],
      status: { code: pick([0, 0, 1, 2]), message: pick(['', 'broken']) },
    };
  };
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [text('service.name', pick(['shop', 'bank'])), text('zone', pick(['eu', 'us']))],
        },
        scopeSpans: [{ scope: { name: 'lib' }, spans: Array.from({ length: 4 }, (_, at) => span(at)) }],
      },
    ],
  };
}
