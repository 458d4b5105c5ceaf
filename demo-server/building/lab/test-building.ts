/**
 * The building as a test sees it: building-api over HTTP, and what happened inside of it as a trace.
 *
 *   traceOf(work):  record --> work() --> no span open --> outbox empty --> no span open --> the trace, from the test on
 */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type SdkSpan, traceOfSpans } from '../../../src/trace/testing/trace-of-spans.ts';
import type { Recording } from '../../telemetry/span-recorder.ts';
import type { CallPeer } from '../../telemetry/traced-fetch.ts';
import type { DeliveryFault, IDEMPOTENCY } from '../messages.ts';
import type { BuildingClient, WorkOrder } from '../parts/test-file.ts';

/** As `POST /devices/:id/events` takes it; what is left out is as it should be. */
export interface LeakDelivery {
  readonly copies?: 1 | 2;
  readonly context?: 'none' | 'envelope';
  readonly idempotency?: (typeof IDEMPOTENCY)[number];
  readonly delayMs?: number;
  readonly fault?: DeliveryFault;
}
interface Observation {
  /** The span of the test itself; undefined when nothing is recorded at all. */
  readonly testCase: ReadableSpan | undefined;
  readonly record: () => Recording;
  /** Resolves when the outbox is empty. */
  readonly drain: () => Promise<void>;
}

export function buildingClient(
  { call, delivery }: { readonly call: CallPeer; readonly delivery: LeakDelivery },
  { testCase, record, drain }: Observation,
): BuildingClient {
  const json = async (answer: Response): Promise<unknown> => {
    if (answer.ok) return answer.json();
    await answer.body?.cancel();
    throw new Error(`building-api answered ${answer.status}`);
  };
  return {
    async reportLeak(sensor) {
      const body = { kind: 'leak', delivery };
      await json(
        await call({ method: 'POST', template: '/devices/:id/events', params: { id: sensor }, body }),
      );
    },
    async workOrders(sensor) {
      const answer = await json(await call({ method: 'GET', template: '/work-orders' }));
      const { workOrders } = answer as { readonly workOrders: readonly WorkOrder[] };
      return workOrders.filter(({ deviceId, status }) => deviceId === sensor && status === 'open');
    },
    async traceOf(work) {
      const recording = record();
      try {
        await work();
        // Work that nobody waits for may still be sending.
        await recording.idle();
        await drain();
        await recording.idle();
        return traceOfSpans([...(testCase === undefined ? [] : [asRoot(testCase)]), ...recording.spans]);
      } finally {
        recording.stop();
      }
    },
  };
}

/** The trace of a test begins at the test, whatever suite it is part of. */
const asRoot = (span: ReadableSpan): SdkSpan =>
  Object.create(span, { parentSpanContext: { value: undefined } }) as SdkSpan;
