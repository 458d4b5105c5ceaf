/** A run on a recording leaves the telemetry of the run that was recorded, and is judged as that was. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import type { InputSet } from '../../src/exercises/definition/exercise.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { systemClock } from '../../src/exercises/run/clock.ts';
import { startRun } from '../../src/exercises/run/run.ts';
import { systemRandomBytes } from '../../src/exercises/run/run-identity.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import type { DemoServer } from '../../src/server-client/port.ts';
import { type RecordedTraffic, recorderOf } from '../../src/server-client/recorder.ts';
import { canonicalTelemetry } from '../support/canonical-telemetry.ts';
import { replaying } from '../support/replaying.ts';

const SYSTEM = { clock: systemClock, randomBytes: systemRandomBytes };

// One request to three hubs, two requests after one another, and one whose telemetry is mostly metrics and logs.
describe.each(['dev/where-did-900-ms-go', 'recap/one-leak-three-signals', 'recap/emit-and-attach'])(
  'the recorded start of %s',
  (id) => {
    const exercise = loadExercise(id);
    const runOn = (server: DemoServer, inputs: InputSet = exercise.start) => {
      const run = startRun(exercise, inputs, server, { session: crypto.randomUUID(), ...SYSTEM });
      return run.outcome.then((outcome) => ({ outcome, table: run.table, identity: run.identity }));
    };
    let app: DemoApp;
    let traffic: RecordedTraffic;
    let original: Awaited<ReturnType<typeof runOn>>;
    beforeAll(async () => {
      app = await createNodeApp();
      const live = streamingLiveServer((request) => app.fetch(request), 'http://demo.test');
      const recorder = recorderOf(live, systemClock.unixNano);
      original = await runOn(recorder.server);
      const recorded = recorder.recorded();
      if (recorded === undefined) throw new Error('nothing was recorded');
      traffic = recorded;
    });
    afterAll(() => app.close());

    test('is replayed as it was, twice', async () => {
      const server = replaying(id, traffic);
      for (const replayed of [await runOn(server), await runOn(server)]) {
        expect(canonicalTelemetry(replayed.table)).toEqual(canonicalTelemetry(original.table));
        expect(verdictOf(replayed)).toEqual(verdictOf(original));
        expect(replayed.identity.traceId).not.toBe(original.identity.traceId);
      }
    });

    test('is not passed off as the answer to other requests', async () => {
      const { outcome } = await runOn(replaying(id, traffic), exercise.solution);
      expect(outcome).toMatchObject({
        type: 'stopped',
        reason: 'refused',
        message: expect.stringContaining('was not recorded'),
        hint: expect.stringContaining('npm start'),
      });
    });
  },
);

function verdictOf({ outcome }: { readonly outcome: Awaited<ReturnType<typeof startRun>['outcome']> }) {
  if (outcome.type !== 'judged') return outcome;
  return { verdict: outcome.verdict, checks: outcome.judgement.results.map(({ pass }) => pass) };
}
