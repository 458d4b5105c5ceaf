/**
 * The five tests of the suite that the build server runs three times. They are real clients of building-api: one listens to
 * what it causes, one waits for its hub, one asks for what is not there. One is flaky: its hub answers at once in two runs
 * and late in the other.
 */
import { delay } from '../../clock.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { CallPeer, PeerCall } from '../../telemetry/traced-fetch.ts';
import type { SuiteTest } from '../parts/suite-runner.ts';
import type { TestRunDeps } from './test-case.ts';

export const REPETITIONS = [1, 2, 3] as const;
export type Repetition = (typeof REPETITIONS)[number];

const EVENT = 'bldg.device.event.received';
type WaitMs = Readonly<Record<Repetition, number>>;
/** How long the hub of a test lets it wait in each run. */
const STEADY_WAIT_MS: WaitMs = { 1: 150, 2: 150, 3: 150 };
const FLAKY_WAIT_MS: WaitMs = { 1: 10, 2: 240, 3: 10 };

interface TestPlan {
  readonly name: string;
  readonly device: number;
  readonly request: Pick<PeerCall, 'method' | 'template' | 'params' | 'body'>;
  readonly waitMs?: WaitMs;
  /** It must hear its own event, once. */
  readonly hears?: boolean;
}
const device = (id: number, path: string, body: object) => ({
  device: id,
  request: { method: 'POST' as const, template: `/devices/:id/${path}`, params: { id }, body },
});
const PLANS: readonly TestPlan[] = [
  { name: 'a leak is heard once', ...device(3, 'events', { kind: 'leak' }), hears: true },
  { name: 'a low battery is heard once', ...device(6, 'events', { kind: 'low_battery' }), hears: true },
  {
    name: 'a thermostat can be set',
    ...device(2, 'commands', { command: 'set_temperature', celsius: 21 }),
    waitMs: STEADY_WAIT_MS,
  },
  { name: 'a heartbeat is noted', ...device(9, 'heartbeat', {}), waitMs: FLAKY_WAIT_MS },
  // There is no such unit. Whoever wrote the test has not looked at it for a while.
  {
    name: 'unit 99 has devices',
    device: 99,
    request: { method: 'GET', template: '/units/:id/devices', params: { id: 99 } },
  },
];

export interface SuiteTests {
  readonly tests: readonly SuiteTest[];
  /** How many of them ran at the same time, at the most so far. */
  mostAtOnce(): number;
}

/** The suite as one run of it finds it. */
export function suiteTests(
  repetition: Repetition,
  call: CallPeer,
  { telemetry, clock }: Pick<TestRunDeps, 'telemetry' | 'clock'>,
): SuiteTests {
  let running = 0;
  let most = 0;
  const waitForHub = async (waitMs: number): Promise<void> => {
    const attributes = bldgAttributes({ 'bldg.injected_delay_ms': waitMs });
    const span = telemetry.tracer.startSpan('wait for hub', { attributes });
    await delay(clock, waitMs);
    span.end();
  };
  const toTest = ({ name, device, request, waitMs, hears = false }: TestPlan): SuiteTest => ({
    name,
    device,
    async run({ events }) {
      most = Math.max(most, ++running);
      let heard = 0;
      const stop = hears ? events.on(EVENT, () => heard++) : () => {};
      try {
        if (waitMs !== undefined) await waitForHub(waitMs[repetition]);
        const answer = await call(request);
        await answer.body?.cancel();
        if (!answer.ok) throw new Error(`expected an answer, got ${answer.status}`);
        if (hears && heard !== 1) throw new Error(`expected to hear 1 event, heard ${heard}`);
      } finally {
        stop();
        running -= 1;
      }
    },
  });
  return { tests: PLANS.map(toTest), mostAtOnce: () => most };
}
