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
import { TIMEOUT_MS } from '../demo-server/protocol.ts';
import { nodeClock } from '../demo-server/runtime/node/clock.ts';
import { startNodeServer } from '../demo-server/runtime/node.ts';
import { VERSION } from '../demo-server/version.ts';
import { sendPageRequest } from '../src/components/landing/page-request.ts';
import type { Exercise } from '../src/exercises/definition/exercise.ts';
import { loadExercises } from '../src/exercises/definition/load.ts';
import { proofPlace } from '../src/exercises/prove/proof-place.ts';
import type { ProofPlace } from '../src/exercises/prove/prove-exercise.ts';
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
import { nodeSqlEngine } from './sql-on-node.ts';

const FOLDER = path.resolve(import.meta.dirname, '../build/recordings');
/** What a page gives up after five seconds, a build waits for: nobody sits before it, and its machine may be busy. */
const PATIENCE = 20;
const FIRST_REQUEST = 'first-request';

const clock = patient(systemClock);
const recordings: Recording[] = [];
const sql = nodeSqlEngine();
await sql.prepare();
const server = await startNodeServer({ port: 0, deps: { clock: patient(nodeClock) } });
try {
  const client = streamingLiveServer(fetch, server.url);
  const place = proofPlace(client, server.app.programs, sql);
  // The first answer of a process is slow for reasons that are not the system's.
  await recordFirstRequest(client);
  recordings.push(await recordFirstRequest(client));
  for (const exercise of loadExercises()) {
    recordings.push(await recordStart(exercise, place));
    await server.app.programs.remove();
  }
} finally {
  await server.close();
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const recording of recordings) write(recordingFile(recording.of), recording);
// A program is no part of a request: what one left is shown, and never replayed as the answer to anybody else's.
const replayable = recordings.filter(({ program }) => program === undefined);
write('index', { recordings: replayable.map(entryOf) } satisfies RecordingIndex);
process.exit(0);

async function recordStart(exercise: Exercise, place: ProofPlace): Promise<Recording> {
  const { code } = exercise;
  const program = code && code.language !== 'sql' ? { part: code.part, source: code.start } : undefined;
  const opened = program && (await place.programs.open(program));
  if (opened?.type === 'problems') {
    throw new Error(
      `The start of ${exercise.id} is no program: ${opened.problems.map(({ message }) => message)}`,
    );
  }
  const client = opened?.server ?? place.server;
  const recorder = recorderOf(client, clock.unixNano);
  const run = startRun(exercise, exercise.start, recorder.server, {
    session: seededSession(exercise.id),
    clock,
    randomBytes: seededBytes(exercise.id),
    ...(code?.language === 'sql' && { ask: (table) => place.sql.ask(code.start, table) }),
  });
  const outcome = await run.outcome;
  if (outcome.type === 'stopped') throw new Error(`${exercise.id} could not be recorded: ${outcome.message}`);
  const { verdict, judgement, durationMs } = outcome;
  if (verdict !== 'failed') throw new Error(`${exercise.id} ${verdict} as it starts; see npm run exercises.`);
  const results = judgement.results.map(({ pass, expected, seen }) => ({ pass, expected, seen }));
  const recording = recordingOf(exercise.id, recorder, run.table, durationMs, { verdict, results });
  return { ...recording, ...(program && { program }) };
}

async function recordFirstRequest(client: DemoServer): Promise<Recording> {
  const recorder = recorderOf(client, clock.unixNano);
  const ports = { clock, randomBytes: seededBytes(FIRST_REQUEST) };
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

function patient<Waits extends { after(ms: number, callback: () => void): unknown }>(clock: Waits): Waits {
  const after = (ms: number, callback: () => void) =>
    clock.after(ms >= TIMEOUT_MS ? ms * PATIENCE : ms, callback);
  return { ...clock, after };
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
