/**
 * The part `open-page`: what is traced of a page that stays open, as a LiveView does, over `GET /stream`. The request that
 * connects is over at once. The page lives on, and is told what changes.
 *
 *   GET /stream |-|
 *   page          '---- update ---- update ---------------- update ---- closed
 */
import { context as contextApi, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { bldgAttributes } from '../../telemetry/registry.ts';

/** Called for each browser that connects, inside of its request `GET /stream`. */
export type OpenPage = (connection: Connection) => Page;

export interface Connection {
  readonly tracer: Tracer;
}
export interface Page {
  /**
   * Called when something in the building has changed, one update after the other and outside of every span. `show` reads
   * what the page shows of it, says so on the current span (`bldg.device.state`), and sends it to the browser.
   */
  onUpdate(update: PageUpdate, show: () => Promise<void>): Promise<void>;
  /** Called when the browser has gone. */
  onClose(): void;
}
export interface PageUpdate {
  readonly type: 'work-order-created' | 'device-changed';
  readonly deviceId: number;
}

/** As shipped: each update is a trace of its own with a link to the connection, so that no span is longer than its work. */
export const openPage: OpenPage = ({ tracer }) => {
  const connection = trace.getActiveSpan()?.spanContext();
  return {
    async onUpdate({ deviceId }, show) {
      const span = tracer.startSpan('push update', {
        kind: SpanKind.PRODUCER,
        links: connection === undefined ? [] : [{ context: connection }],
        attributes: bldgAttributes({ 'bldg.device.id': deviceId }),
      });
      try {
        await contextApi.with(trace.setSpan(contextApi.active(), span), show);
      } finally {
        span.end();
      }
    },
    onClose: () => {},
  };
};
