/**
 * Records the start of every exercise, and the first page's own request, against a demo server in this process, with the
 * runner that the page uses. What is kept is in `build/recordings/`: one file each, and `index.json`.
 *
 * The page's ids are seeded by name; everything else is as it happened, times too.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { startNodeServer } from '../demo-server/runtime/node.ts';
import { VERSION } from '../demo-server/version.ts';
import { sendPageRequest } from '../src/components/landing/page-request.ts';
import type { Exercise } from '../src/exercises/definition/exercise.ts';
import { loadExercises } from '../src/exercises/definition/load.ts';
import { proofPlace } from '../src/exercises/prove/proof-place.ts';
import { systemClock } from '../src/exercises/run/clock.ts';
import { startRun } from '../src/exercises/run/run.ts';
import type { RandomBytes } from '../src/exercises/run/run-identity.ts';
import { streamingLiveServer } from '../src/server-client/live.ts';
import type { DemoServer } from '../src/server-client/port.ts';
import { type Recorder, recorderOf } from '../src/server-client/recorder.ts';
import {
  type RecordedJudgement,
  type Recording,
  type RecordingEntry,
  type RecordingIndex,
  recordingFile,
} from '../src/server-client/recording.ts';
import { toOtlpTraces } from '../src/trace/model/otlp-encode.ts';
import type { TraceTable } from '../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../src/trace/model/types.ts';

const FOLDER = path.resolve(import.meta.dirname, '../build/recordings');
/** A busy machine may not come to rest in time; the run is made again. */
const ATTEMPTS = 3;
const FIRST_REQUEST = 'first-request';

const recordings: Recording[] = [];
const server = await startNodeServer({ port: 0 });
const client = streamingLiveServer(fetch, server.url);
try {
  // The first answer of a process is slow for reasons that are not the system's.
  await recordFirstRequest(client);
  recordings.push(await recordFirstRequest(client));
  for (const exercise of loadExercises()) {
    await install(exercise);
    recordings.push(await recordStart(exercise, client));
    await server.app.programs.remove();
  }
} finally {
  await server.close();
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const recording of recordings) write(recordingFile(recording.of), recording);
write('index', { recordings: recordings.map(entryOf), skipped: [] } satisfies RecordingIndex);
process.exit(0);

/** Where code is edited, the code that the reader gets. */
async function install({ id, code }: Exercise): Promise<void> {
  if (code === undefined) return;
  const { programs } = proofPlace(client, server.app.programs);
  const opened = await programs.open({ part: code.part, source: code.start });
  if (opened.type === 'problems')
    throw new Error(
      `The start of ${id} has problems: ${opened.problems.map(({ message }) => message).join(' ')}`,
    );
}

async function recordStart(exercise: Exercise, client: DemoServer): Promise<Recording> {
  let failure = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const recorder = recorderOf(client, systemClock.unixNano);
    const run = startRun(exercise, exercise.start, recorder.server, {
      session: seededSession(`${exercise.id} ${attempt}`),
      clock: systemClock,
      randomBytes: seededBytes(`${exercise.id} ${attempt}`),
    });
    const outcome = await run.outcome;
    if (outcome.type === 'judged' && outcome.verdict !== 'timed-out') {
      const { verdict, judgement, durationMs } = outcome;
      if (verdict === 'passed')
        throw new Error(`${exercise.id} passes as it starts; npm run exercises says more.`);
      const results = judgement.results.map(({ pass, expected, seen }) => ({ pass, expected, seen }));
      return recordingOf(exercise.id, recorder, run.table, durationMs, { verdict, results });
    }
    failure = outcome.type === 'stopped' ? outcome.message : 'It did not come to rest in time.';
  }
  throw new Error(`The start of ${exercise.id} could not be recorded: ${failure}`);
}

async function recordFirstRequest(client: DemoServer): Promise<Recording> {
  const recorder = recorderOf(client, systemClock.unixNano);
  const ports = { clock: systemClock, randomBytes: seededBytes(FIRST_REQUEST) };
  const sent = sendPageRequest(recorder.server, seededSession(FIRST_REQUEST), () => {}, ports);
  const outcome = await sent.outcome;
  if (outcome.type !== 'settled') throw new Error('The first request of the page could not be recorded.');
  return recordingOf(FIRST_REQUEST, recorder, sent.table, outcome.durationMs);
}

function recordingOf(
  of: string,
  recorder: Recorder,
  table: TraceTable,
  durationMs: number,
  judged?: RecordedJudgement,
): Recording {
  const traffic = recorder.recorded();
  if (traffic === undefined) throw new Error(`${of} sent nothing.`);
  return {
    format: 1,
    of,
    recordedAt: new Date().toISOString(),
    version: VERSION,
    ...traffic,
    // The page's span is the first of its table.
    root: toOtlpTraces(table, [0 as SpanIndex]),
    durationMs,
    ...(judged && { judged }),
  };
}

function entryOf({ of, exchanges }: Recording): RecordingEntry {
  const keys = (traced: boolean) =>
    exchanges.filter((exchange) => exchange.traced === traced).map(({ key }) => key);
  return { of, file: recordingFile(of), traced: keys(true), untraced: keys(false) };
}

function write(name: string, value: Recording | RecordingIndex): void {
  writeFileSync(path.join(FOLDER, `${name}.json`), `${JSON.stringify(value)}\n`);
}

function seededBytes(seed: string): RandomBytes {
  let draws = 0;
  return (length) =>
    new Uint8Array(createHash('sha256').update(`${seed} ${draws++}`).digest().subarray(0, length));
}

/** As long as a page's own, and as unlikely to stand anywhere else in the telemetry. */
function seededSession(seed: string): string {
  return createHash('sha256').update(`session ${seed}`).digest('hex').slice(0, 32);
}
