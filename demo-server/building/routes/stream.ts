/**
 * `GET /stream`: a long-lived connection that is told what changes, the stand-in for LiveView. The SERVER span ends
 * when the connection is made, not when it is closed hours later; what is traced of the page is its own affair (`open-page`).
 */
import { context as contextApi, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import type { Clock } from '../../clock.ts';
import { errorAnswer } from '../../error-answer.ts';
import { programFault } from '../../programs/problem.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { isSessionId, runOf, SESSION_ID_HINT, withRun } from '../../telemetry/run-baggage.ts';
import type { BuildingDeps } from '../building-deps.ts';
import { streamsBusy } from '../building-limits.ts';
import { openedPage } from '../opened-page.ts';
import { orm } from '../orm.ts';
import { devices } from '../schema.ts';
import type { BuildingUpdate } from '../update-bus.ts';

/** A reader this far behind is cut off; it will come back and read the state anew. */
const MAX_WAITING = 100;
const HEARTBEAT_MS = 15_000;

export function streamRoutes(deps: BuildingDeps): Hono {
  const { database, updates, clock, load, report } = deps;
  const stateOf = async (deviceId: number): Promise<string | null> => {
    const [device] = await orm(database)
      .select({ state: devices.state })
      .from(devices)
      .where(eq(devices.id, deviceId));
    return device?.state ?? null;
  };
  return new Hono().get('/stream', async (c) => {
    // EventSource cannot set headers, so the session may come in the address.
    const run = runOf(contextApi.active());
    const sessionId = run?.sessionId ?? c.req.query('session');
    if (!isSessionId(sessionId))
      return errorAnswer(400, 'bad-session', 'Nobody is named to stream to.', SESSION_ID_HINT);
    const leave = await load.streams.enter();
    if (leave === undefined) return streamsBusy();
    const page = await openedPage(c.req.raw.headers, deps).catch((error: unknown) => {
      leave();
      throw error;
    });
    // Whatever comes later comes from elsewhere: nothing of this request is around it.
    const outside = withRun(ROOT_CONTEXT, run ?? { sessionId, runId: undefined });
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          let waiting = 0;
          let isOpen = true;
          const write = (text: string) => {
            if (isOpen) controller.enqueue(encoder.encode(text));
          };
          const show = async (update: BuildingUpdate) => {
            const state = await stateOf(update.deviceId);
            // A span that did not wait for this has ended, and takes nothing more.
            if (state !== null)
              trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.device.state': state }));
            write(`event: ${update.type}\ndata: ${JSON.stringify({ ...update, state })}\n\n`);
          };
          const tell = async (update: BuildingUpdate) => {
            try {
              if (isOpen) await contextApi.with(outside, () => page.onUpdate(update, () => show(update)));
            } catch (error) {
              if (programFault(error) === undefined) report(error);
            }
            waiting -= 1;
          };
          // One after the other, as a process takes its messages.
          let told: Promise<void> = Promise.resolve();
          const stopListening = updates.listen(sessionId, (update) => {
            waiting += 1;
            told = told.then(() => tell(update));
            if (waiting - (controller.desiredSize ?? 0) > MAX_WAITING) {
              stop();
              controller.close();
            }
          });
          const stopHeartbeat = beating(clock, () => write(': heartbeat\n\n'));
          stop = () => {
            if (!isOpen) return;
            isOpen = false;
            leave();
            stopHeartbeat();
            stopListening();
            contextApi.with(outside, () => page.onClose());
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

/** Beats until it is stopped. */
function beating(clock: Clock, beat: () => void): () => void {
  let cancel = clock.after(HEARTBEAT_MS, function again() {
    beat();
    cancel = clock.after(HEARTBEAT_MS, again);
  });
  return () => cancel();
}
