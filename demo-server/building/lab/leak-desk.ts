/**
 * `POST /leaks/:id` of building-api, in five versions: three rosters are asked who is on call, then a work order is
 * written. All versions promise the same. Two of them keep the promise.
 *
 *   one-by-one       roster, roster, roster, INSERT --> 201
 *   at-once          roster | roster | roster, INSERT --> 201
 *   fail-fast        one-by-one, but 503 when the deadline comes first
 *   accept-and-drop  --> 202, into a queue of a few places; the rest is forgotten
 *   stale-cache      what the rosters said when the service started, INSERT --> 201
 */
import { Hono } from 'hono';
import { type Clock, delay } from '../../clock.ts';
import { errorAnswer, onError, onNotFound } from '../../error-answer.ts';
import { instrumentHttpServer } from '../../telemetry/http-server.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { LeakHandler } from './goodhart-input.ts';
import type { CountGuard } from './guards.ts';
import { type Rosters, TRADES, type Trade } from './rosters.ts';

export interface LeakDesk {
  /** One leak reported; answers the status. */
  post(leak: number, headers: Readonly<Record<string, string>>): Promise<number>;
  /** What goes on after the answers: the worker comes by, and calls that nobody waits for come to an end. */
  finish(): Promise<void>;
}
export interface LeakDeskDeps {
  readonly telemetry: ServiceTelemetry;
  readonly rosters: Rosters;
  readonly clock: Clock;
  readonly count: CountGuard;
  /** Writes the work order. */
  readonly createWorkOrder: (leak: number) => Promise<void>;
  readonly onStale: () => void;
  readonly report: (error: unknown) => void;
}

const TARGET_MS = 1_000;
const DEADLINE_MS = 250;
const QUEUE_PLACES = 5;

type Assignment = readonly string[];

export function leakDesk(handler: LeakHandler, deps: LeakDeskDeps): LeakDesk {
  const { telemetry, rosters, clock, count, report } = deps;
  const call = rosters.clientOf(telemetry);
  const cached: Assignment = TRADES.map(rosters.onCall);
  const queue: number[] = [];
  const abandoned: Promise<unknown>[] = [];

  const ask = async (leak: number, trade: Trade): Promise<string> => {
    const params = { id: leak, trade };
    const answer = await call({ method: 'GET', template: '/leaks/:id/on-call/:trade', params });
    const { onCall }: { onCall: string } = await answer.json();
    return onCall;
  };
  const askOneByOne = async (leak: number, goOn = () => true): Promise<Assignment> => {
    const assignment: string[] = [];
    for (const trade of TRADES) if (goOn()) assignment.push(await ask(leak, trade));
    return assignment;
  };
  const askAtOnce = (leak: number): Promise<Assignment> =>
    Promise.all(TRADES.map((trade) => ask(leak, trade)));
  const assign = async (leak: number, assignment: Assignment): Promise<void> => {
    await deps.createWorkOrder(leak);
    count('work-orders');
    if (assignment.every((person, n) => TRADES[n] && person === rosters.onCall(TRADES[n]))) return;
    count('stale-assignments');
    deps.onStale();
  };
  const created = () => Response.json({ status: 'created' }, { status: 201 });

  const answers: Readonly<Record<LeakHandler, (leak: number) => Promise<Response>>> = {
    async 'one-by-one'(leak) {
      await assign(leak, await askOneByOne(leak));
      return created();
    },
    async 'at-once'(leak) {
      await assign(leak, await askAtOnce(leak));
      return created();
    },
    async 'fail-fast'(leak) {
      let late = false;
      const asked = askOneByOne(leak, () => !late);
      const deadline = delay(clock, DEADLINE_MS).then(() => undefined);
      const assignment = await Promise.race([asked, deadline]);
      if (assignment === undefined) {
        late = true;
        abandoned.push(asked.catch(report));
        return errorAnswer(503, 'too-slow', 'The rosters did not answer in time.', 'Report the leak again.');
      }
      await assign(leak, assignment);
      return created();
    },
    async 'accept-and-drop'(leak) {
      if (queue.length < QUEUE_PLACES) queue.push(leak);
      return Response.json({ status: 'accepted' }, { status: 202 });
    },
    async 'stale-cache'(leak) {
      await assign(leak, cached);
      return created();
    },
  };

  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  app.onError(onError(report)).notFound(onNotFound);
  app.post('/leaks/:id', async (c) => {
    const startMs = clock.now();
    count('requests');
    const answer = await answers[handler](Number(c.req.param('id')));
    if (answer.status >= 500) count('failed-answers');
    if (clock.now() - startMs <= TARGET_MS) count('fast-answers');
    return answer;
  });

  return {
    async post(leak, headers) {
      const request = new Request(`http://building-api/leaks/${leak}`, { method: 'POST', headers });
      const answer = await app.fetch(request);
      await answer.body?.cancel();
      return answer.status;
    },
    async finish() {
      await Promise.all(abandoned);
      for (const leak of queue.splice(0)) await assign(leak, await askAtOnce(leak));
    },
  };
}
