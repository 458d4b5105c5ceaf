/**
 * One press of Run, from the click to the verdict, with nothing of a page in it.
 *
 *   click --> root span starts --> feed open --> request(s) --> root span ends --> settled --> checks
 *              |                                  |                               |
 *              '---- started spans, ended spans, logs, metrics of this run -------'--> table
 *
 * Invariants: the run always ends, whatever the server does, and at once when the server says that it timed out; only
 * telemetry of this run reaches its table; a run that timed out, lost its server or missed messages never passes.
 */
import { type FeedMessage, LONGEST_RUN_MS, type Settled, TIMEOUT_MS } from '../../../demo-server/protocol.ts';
import type { DemoServer, FeedListener } from '../../server-client/port.ts';
import type { Evidence, ResponseRecord, TableAnswer } from '../../trace/checks/types.ts';
import type { OtlpMetrics } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';
import type { Exercise, InputSet } from '../definition/exercise.ts';
import { substituteText } from '../definition/substitute.ts';
import type { Clock } from './clock.ts';
import { logsOfRun, tracesOfRun } from './of-run.ts';
import { valueAt } from './pointer.ts';
import { type RootSpan, rootSpanOtlp } from './root-span.ts';
import { newRunIdentity, type RandomBytes, type RunIdentity, traceHeaders } from './run-identity.ts';
import { ABORTED, incomplete, LOST, lostBy, noAnswer, type RunOutcome, type Stopped } from './run-outcome.ts';
import { sendRequests } from './send.ts';

export interface RunOptions {
  readonly session: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Called after each append, so that what is drawn can follow. */
  readonly onTelemetry?: () => void;
  /** The learner's SQL, asked of the telemetry once the run has settled. Rejects with words where there is no answer. */
  readonly ask?: (table: TraceTable) => Promise<TableAnswer>;
}

export interface Run {
  readonly identity: RunIdentity;
  /** Grows while the run is under way. */
  readonly table: TraceTable;
  /** Never rejects. */
  readonly outcome: Promise<RunOutcome>;
  abort(): void;
}

/** The server gives its own verdict after `TIMEOUT_MS` of silence; ours is for when not even that arrives. */
const VERDICT_GRACE_MS = 1_000;
/** A feed that comes back within this time has replayed what was missed. */
const LOST_GRACE_MS = 3_000;
const REQUEST_TIMEOUT_MS = 30_000;

export function startRun(exercise: Exercise, inputs: InputSet, server: DemoServer, options: RunOptions): Run {
  const identity = newRunIdentity(options.session, options.randomBytes);
  const running = new RunningExercise(exercise, inputs, server, options, identity);
  const outcome = running.start();
  return { identity, table: running.table, outcome, abort: () => running.stop(ABORTED) };
}

/** Owns what a run holds open: the feed subscription, the request under way, the timers. */
class RunningExercise {
  readonly table = new TraceTable();
  readonly #exercise: Exercise;
  readonly #inputs: InputSet;
  readonly #server: DemoServer;
  readonly #options: RunOptions;
  readonly #identity: RunIdentity;
  readonly #abort = new AbortController();
  readonly #stopped: Promise<Stopped>;
  /** Final, whatever is still under way: nothing of this run settles any more. */
  readonly #timedOut: Promise<Settled>;
  readonly #cancels: (() => void)[] = [];
  /** Metrics name no run; those of a run come before its verdict, so the next verdict says whose they are. */
  readonly #unclaimedMetrics: OtlpMetrics[] = [];
  #resolveStopped: (stopped: Stopped) => void = () => {};
  #resolveTimedOut: (settled: Settled) => void = () => {};
  #settled: Settled | undefined;
  #sent = 0;
  #onSettled: ((settled: Settled) => void) | undefined;
  #cancelVerdict: (() => void) | undefined;
  #onSign: (() => void) | undefined;
  #cancelLost: (() => void) | undefined;

  constructor(
    exercise: Exercise,
    inputs: InputSet,
    server: DemoServer,
    options: RunOptions,
    identity: RunIdentity,
  ) {
    this.#exercise = exercise;
    this.#inputs = inputs;
    this.#server = server;
    this.#options = options;
    this.#identity = identity;
    this.#stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
    this.#timedOut = new Promise((resolve) => {
      this.#resolveTimedOut = resolve;
    });
  }

  /** The first reason to stop wins. */
  stop(stopped: Stopped): void {
    this.#resolveStopped(stopped);
    this.#abort.abort();
  }

  async start(): Promise<RunOutcome> {
    const root: RootSpan = {
      title: this.#exercise.title,
      startUnixNano: this.#options.clock.unixNano(),
    };
    this.table.appendStarted(rootSpanOtlp(this.#identity, root));
    this.#options.onTelemetry?.();
    // What fails after the run was stopped fails because it was stopped.
    const failed = async (reason: unknown): Promise<Stopped> => {
      if (this.#abort.signal.aborted) return this.#stopped;
      return lostBy(reason);
    };
    const outcome = await Promise.race([this.#stopped, this.#run(root).catch(failed)]);
    for (const cancel of this.#cancels) cancel();
    this.#cancelLost?.();
    this.#abort.abort();
    if (outcome.type === 'stopped') this.#endRoot(root, outcome.message);
    return outcome;
  }

  async #run(root: RootSpan): Promise<RunOutcome> {
    const { clock, session } = this.#options;
    // Fetched while the run is under way.
    const judging = import('./judge.ts');
    judging.catch(() => undefined);
    const stopFeed = await this.#server.feed(session, this.#hear);
    if (this.#abort.signal.aborted) stopFeed();
    this.#cancels.push(stopFeed);

    const cancelNoAnswer = clock.after(REQUEST_TIMEOUT_MS, () => this.stop(noAnswer(REQUEST_TIMEOUT_MS)));
    this.#cancels.push(cancelNoAnswer);
    const responses: ResponseRecord[] = [];
    const sending = sendRequests(this.#exercise.runs, this.#inputs, this.#send, {
      headers: traceHeaders(this.#identity),
      signal: this.#abort.signal,
      onSend: () => {
        this.#settled = undefined; // quiet between two requests is not the end of the run
        this.#sent += 1;
      },
      onAnswer: (response) => responses.push(response),
    });
    sending.catch(() => undefined);
    const sent = await Promise.race([sending, this.#timedOut.then(() => UNANSWERED)]);
    cancelNoAnswer();
    if (sent.type === 'refused') return { ...sent, type: 'stopped', reason: 'refused' };
    const unanswered = sent.type === 'unanswered' ? this.#requestAt(responses.length) : undefined;
    const endUnixNano = this.#endRoot(root, unanswered && `${unanswered} was not answered.`);
    const settled = await this.#whenSettled();
    // Only now, so that its time is no hole in the trace. A server that is stuck would not answer this either.
    const isStuck = unanswered !== undefined || settled.queuedMessages > 0;
    const reference = isStuck ? undefined : await this.#reference();
    void this.#reportRoot({ ...root, endUnixNano });

    const asked = isStuck ? undefined : await this.#askSql();
    if (asked?.type === 'stopped') return asked;
    const evidence = { ...this.#evidence(responses, reference), ...(asked && { sql: asked }) };
    const { judge, judgeAnswers } = await judging;
    const judgement = judge(this.#exercise, evidence);
    const durationMs = Number(endUnixNano - root.startUnixNano) / 1e6;
    const verdict = settled.verdict === 'timed-out' ? 'timed-out' : judgement.passed ? 'passed' : 'failed';
    const judged = {
      type: 'judged',
      verdict,
      judgement,
      evidence,
      durationMs,
      judgeAnswers: (inputs: InputSet) => judgeAnswers(this.#exercise, evidence, inputs),
    } as const;
    if (verdict !== 'timed-out') return judged;
    const { openSpans, queuedMessages } = settled;
    return {
      ...judged,
      unsettled: { openSpans, queuedMessages, ...(unanswered === undefined ? {} : { unanswered }) },
    };
  }

  readonly #hear: FeedListener = (event) => {
    switch (event.type) {
      case 'lost':
        this.#cancelLost ??= this.#options.clock.after(LOST_GRACE_MS, () => this.stop(LOST));
        return;
      case 'back':
        this.#cancelLost?.();
        this.#cancelLost = undefined;
        return;
      case 'dropped':
        return this.stop(incomplete(event.data.messages));
      case 'metrics':
        this.#unclaimedMetrics.push(event.data);
        return;
      case 'settled':
        return this.#hearSettled(event.data);
      case 'stored':
        return;
      case 'exchange':
        // Nothing is heard until it is back, and nothing is lost: that is no silence of the run.
        if (event.data.state === 'interrupted') this.#cancelVerdict?.();
        else this.#onSign?.();
        return;
      default:
        if (!this.#append(event)) return;
        this.#onSign?.();
        this.#options.onTelemetry?.();
    }
  };

  #hearSettled(settled: Settled): void {
    const metrics = this.#unclaimedMetrics.splice(0);
    if (settled.runId !== this.#identity.runId) return;
    for (const body of metrics) this.table.appendMetrics(body);
    // Of the quiet before the last request, and overtaken by it on the way here.
    if (settled.verdict === 'settled' && (settled.requests ?? this.#sent) < this.#sent) return;
    this.#settled = settled;
    this.#onSettled?.(settled);
    if (settled.verdict === 'timed-out') this.#resolveTimedOut(settled);
  }

  /** Whether anything of it was for this run. */
  #append(message: Extract<FeedMessage, { type: 'spans-started' | 'traces' | 'logs' }>): boolean {
    if (message.type === 'logs') {
      const logs = logsOfRun(message.data, this.#identity);
      if (logs) this.table.appendLogs(logs);
      return logs !== undefined;
    }
    const traces = tracesOfRun(message.data, this.#identity);
    if (!traces) return false;
    if (message.type === 'traces') this.table.appendTraces(traces);
    else this.table.appendStarted(traces);
    return true;
  }

  #endRoot(root: RootSpan, error?: string): bigint {
    const endUnixNano = this.#options.clock.unixNano();
    const ended = { ...root, endUnixNano, ...(error === undefined ? {} : { error }) };
    this.table.appendTraces(rootSpanOtlp(this.#identity, ended));
    this.#options.onTelemetry?.();
    return endUnixNano;
  }

  #whenSettled(): Promise<Settled> {
    if (this.#settled) return Promise.resolve(this.#settled);
    return new Promise((resolve) => {
      this.#onSettled = resolve;
      const { runId } = this.#identity;
      const timedOut = { runId, verdict: 'timed-out', openSpans: 0, queuedMessages: 0 } as const;
      const { clock } = this.#options;
      this.#onSign = () => {
        this.#cancelVerdict?.();
        this.#cancelVerdict = clock.after(TIMEOUT_MS + VERDICT_GRACE_MS, () => resolve(timedOut));
      };
      this.#onSign();
      this.#cancels.push(() => this.#cancelVerdict?.());
      this.#cancels.push(clock.after(LONGEST_RUN_MS + VERDICT_GRACE_MS, () => resolve(timedOut)));
    });
  }

  /** A request of the run in words, by its place. */
  #requestAt(index: number): string | undefined {
    const request = this.#exercise.runs[index];
    return request && `${request.method} ${substituteText(request.path, this.#inputs)}`;
  }

  readonly #send: DemoServer['request'] = (path, init) => this.#server.request(path, init);

  /**
   * What a check compares the answers with: those of the exercise as it starts, and where code is edited those of the
   * system as shipped. Sent outside of the trace.
   */
  async #reference(): Promise<readonly ResponseRecord[] | undefined> {
    if (!this.#exercise.checks.some(({ type }) => type === 'sameResponse')) return undefined;
    const server = this.#server;
    const send: DemoServer['request'] = (path, init) =>
      server.requestAsShipped?.(path, init) ?? server.request(path, init);
    const sent = await sendRequests(this.#exercise.runs, this.#exercise.start, send, {
      headers: {},
      signal: this.#abort.signal,
    });
    return sent.type === 'answered' ? sent.responses : undefined;
  }

  async #askSql(): Promise<TableAnswer | Stopped | undefined> {
    try {
      return await this.#options.ask?.(this.table);
    } catch (error) {
      const { message, hint = 'Run again.' } = error as { readonly message: string; readonly hint?: string };
      return { type: 'stopped', reason: 'unanswered', message, hint };
    }
  }

  #evidence(responses: readonly ResponseRecord[], reference?: readonly ResponseRecord[]): Evidence {
    const values = Object.fromEntries(
      Object.entries(this.#exercise.values).map(([name, { at }]) => [name, valueAt(responses, at)]),
    );
    const evidence = { table: this.table, inputs: this.#inputs, responses, values };
    return reference ? { ...evidence, reference } : evidence;
  }

  /** So that the server's own store has the whole trace; the verdict does not depend on it. */
  async #reportRoot(root: RootSpan): Promise<void> {
    const body = JSON.stringify(rootSpanOtlp(this.#identity, root));
    const headers = { 'content-type': 'application/json' };
    await this.#server.request('/v1/traces', { method: 'POST', headers, body }).catch(() => undefined);
  }
}

const UNANSWERED = { type: 'unanswered' } as const;
