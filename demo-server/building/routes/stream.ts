/**
 * `GET /stream`: a long-lived connection that is told what changes, the stand-in for LiveView. The SERVER span ends
 * when the connection is made, not when it is closed hours later; each message is a trace of its own with a link to
 * it, so that no span is ever longer than its work.
 */
import { context as contextApi, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { Hono } from 'hono';
import { errorAnswer } from '../../error-answer.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { isSessionId, runOf, SESSION_ID_HINT, withRun } from '../../telemetry/run-baggage.ts';
import type { BuildingDeps } from '../building-deps.ts';

/** A reader this far behind is cut off; it will come back and read the state anew. */
const MAX_WAITING = 100;
const HEARTBEAT_MS = 15_000;

export function streamRoutes({ telemetry, updates, clock }: BuildingDeps): Hono {
  return new Hono().get('/stream', (c) => {
    // EventSource cannot set headers, so the session may come in the address.
    const run = runOf(contextApi.active());
    const sessionId = run?.sessionId ?? c.req.query('session');
    if (!isSessionId(sessionId))
      return errorAnswer(400, 'bad-session', 'Nobody is named to stream to.', SESSION_ID_HINT);
    const connection = trace.getActiveSpan()?.spanContext();
    const context = withRun(ROOT_CONTEXT, run ?? { sessionId, runId: undefined });
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const write = (text: string) => controller.enqueue(encoder.encode(text));
          const end = () => {
            stop();
            controller.close();
          };
          const heartbeat = (): (() => void) => {
            let cancel = clock.after(HEARTBEAT_MS, function beat() {
              write(': heartbeat\n\n');
              cancel = clock.after(HEARTBEAT_MS, beat);
            });
            return () => cancel();
          };
          const stopHeartbeat = heartbeat();
          const stopListening = updates.listen(sessionId, (update) => {
            const span = telemetry.tracer.startSpan(
              'push update',
              {
                kind: SpanKind.PRODUCER,
                links: connection === undefined ? [] : [{ context: connection }],
                attributes: bldgAttributes({ 'bldg.device.id': update.deviceId }),
              },
              context,
            );
            write(`event: ${update.type}\ndata: ${JSON.stringify(update)}\n\n`);
            span.end();
            if ((controller.desiredSize ?? 0) <= -MAX_WAITING) end();
          });
          stop = () => {
            stopHeartbeat();
            stopListening();
          };
          write(': open\n\n');
        },
        cancel: () => stop(),
      },
      { highWaterMark: 1 },
    );
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
  });
}
