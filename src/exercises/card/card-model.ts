/**
 * What an exercise card knows and can do, as signals and actions; no DOM, no Preact. The components draw it.
 *
 *   untried --Run--> running --settled--> failing | passed | timed-out --Run--> running ...
 *                       '--stopped (no verdict)--> the state before, with a notice that says why
 *
 * Invariant: at most one run of a card is under way; results on show always belong to `run`.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ConnectionState } from '../../server-client/choose-server.ts';
import type { DemoServer, ServerMode } from '../../server-client/port.ts';
import type { CheckResult, Evidence, InputValue } from '../../trace/checks/types.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { type Exercise, type InputSet, isAnswered } from '../definition/exercise.ts';
import { valueProblem } from '../definition/value-problem.ts';
import { judgeAnswers, type RunFigures, runFigures } from '../run/judge.ts';
import { type Run, type RunOutcome, startRun } from '../run/run.ts';
import type { CardPorts } from './card-ports.ts';
import { createWarmFeed } from './warm-feed.ts';

export type CardState = 'untried' | 'running' | 'failing' | 'passed' | 'timed-out';

export interface CardRun {
  /** Counted from 1 since the page was loaded. */
  readonly number: number;
  readonly table: TraceReader;
  /** As they were when Run was pressed. */
  readonly inputs: InputSet;
  readonly finished?: FinishedRun;
}
export interface FinishedRun extends RunFigures {
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
  /** The figures that the exercise names in the answers. */
  readonly values: Evidence['values'];
}
export interface Notice {
  readonly message: string;
  readonly hint: string;
}
export type Comparison =
  | { readonly type: 'running' }
  | { readonly type: 'done'; readonly solution: FinishedRun }
  | { readonly type: 'stopped'; readonly notice: Notice };

export interface CardModel {
  readonly exercise: Exercise;
  readonly state: ReadonlySignal<CardState>;
  readonly inputs: ReadonlySignal<InputSet>;
  readonly serverMode: ReadonlySignal<ServerMode>;
  readonly run: ReadonlySignal<CardRun | undefined>;
  readonly before: ReadonlySignal<CardRun | undefined>;
  readonly results: ReadonlySignal<readonly CheckResult[] | undefined>;
  readonly notice: ReadonlySignal<Notice | undefined>;
  /** Counts appends to the table of `run`. */
  readonly telemetry: ReadonlySignal<number>;
  readonly highlighted: ReadonlySignal<readonly SpanIndex[]>;
  /** Why Run is shut, or undefined when it is open. */
  readonly blocked: ReadonlySignal<string | undefined>;
  /** What was set no longer is what was run. */
  readonly stale: ReadonlySignal<boolean>;
  /** A server that sleeps is being woken for a run. */
  readonly waking: ReadonlySignal<boolean>;
  readonly comparison: ReadonlySignal<Comparison | undefined>;
  /** The learner turned to the card: what a run needs is made ready. */
  approach(): void;
  setInput(id: string, value: InputValue | undefined): void;
  pressRun(): Promise<void>;
  reset(): void;
  compare(): Promise<void>;
  closeComparison(): void;
  highlight(spans: readonly SpanIndex[]): void;
  /** Reads saved progress and starts to listen; the answer stops everything the card has under way. */
  connect(): () => void;
}

export function createCardModel(exercise: Exercise, ports: CardPorts): CardModel {
  const verdict = signal<Exclude<CardState, 'running'>>('untried');
  const underWay = signal<Run | undefined>(undefined);
  const inputs = signal<InputSet>(exercise.start);
  const connection = signal(ports.connectionNow());
  const run = signal<CardRun | undefined>(undefined);
  const before = signal<CardRun | undefined>(undefined);
  const outcome = signal<RunOutcome | undefined>(undefined);
  const answered = signal<readonly CheckResult[] | undefined>(undefined);
  const notice = signal<Notice | undefined>(undefined);
  const telemetry = signal(0);
  const highlighted = signal<readonly SpanIndex[]>([]);
  const comparison = signal<Comparison | undefined>(undefined);
  /** What was asked of a server that is waking; another value means that it is no longer wanted. */
  const wakingFor = signal<object | undefined>(undefined);
  const warmFeed = createWarmFeed(ports.session);
  let comparing: Run | undefined;
  let runs = 0;
  /** The server that went away in the middle of a run. */
  let lostServer: DemoServer | undefined;

  const blocked = computed(() => {
    if (underWay.value || wakingFor.value) return 'A run is under way.';
    if (connection.value.type === 'connecting') return 'Looking for the demo server ...';
    if (connection.value.type !== 'connected') return connection.value.message;
    const open = exercise.inputs.filter(
      ({ id, role }) => role === 'prediction' && !isAnswered(inputs.value[id]),
    );
    return open.length > 0
      ? `Commit to a prediction first: ${open.map(({ label }) => label).join(' · ')}`
      : undefined;
  });

  function approach(): void {
    if (connection.value.type === 'connected') warmFeed.hold(connection.value.server);
  }

  const begin = (set: InputSet, onTelemetry?: () => void): Run | undefined => {
    if (connection.value.type !== 'connected') return undefined;
    return startRun(exercise, set, connection.value.server, {
      session: ports.session(),
      clock: ports.clock,
      randomBytes: ports.randomBytes,
      ...(onTelemetry ? { onTelemetry } : {}),
    });
  };

  /**
   * Whether the server is awake and the run still wanted. Waited for before the run, so that fetching a server is no
   * part of any trace.
   */
  async function awake(): Promise<boolean> {
    const server = serverOf(connection.value);
    if (!server?.prepare) return server !== undefined;
    const asked = {};
    wakingFor.value = asked;
    notice.value = undefined;
    const failure = await server.prepare().then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (wakingFor.value !== asked) return false;
    wakingFor.value = undefined;
    if (failure !== undefined) notice.value = { message: failure, hint: WAKE_HINT };
    return failure === undefined;
  }

  async function pressRun(): Promise<void> {
    if (blocked.value !== undefined) return;
    lostServer = undefined;
    if (asleep(connection.value) && !(await awake())) return;
    const set = withoutSpans(exercise, inputs.value);
    // The first telemetry, the root span, is there before `startRun` returns.
    let started: Run | undefined;
    const server = serverOf(connection.value);
    started = begin(set, () => {
      if (underWay.value === started) telemetry.value += 1;
    });
    if (!started) return;
    if (run.value?.finished) before.value = run.value;
    runs += 1;
    inputs.value = set;
    const current = { number: runs, table: started.table, inputs: set };
    underWay.value = started;
    run.value = current;
    outcome.value = undefined;
    answered.value = undefined;
    notice.value = undefined;
    highlighted.value = [];
    telemetry.value += 1;
    const ended = await started.outcome;
    if (underWay.value !== started) return; // reset, or the page went away
    underWay.value = undefined;
    outcome.value = ended;
    if (ended.type === 'stopped') return stopped(ended, server);
    run.value = { ...current, finished: finishedRun(ended) };
    verdict.value = ended.verdict === 'failed' ? 'failing' : ended.verdict;
    if (ended.verdict === 'timed-out') notice.value = timedOutNotice(ended);
    save(1);
  }

  function stopped(
    { reason, message, hint }: Extract<RunOutcome, { type: 'stopped' }>,
    server: DemoServer | undefined,
  ): void {
    notice.value = { message, hint };
    if (reason !== 'lost') return;
    lostServer = server;
    ports.doubtConnection();
    if (server) void finishElsewhere(server);
  }

  /** A run that lost its server is run again where another one answers. */
  async function finishElsewhere(lost: DemoServer): Promise<void> {
    const server = serverOf(connection.value);
    if (!server || server === lost) return;
    await pressRun();
    if (run.value?.finished && !notice.value) notice.value = FINISHED_ELSEWHERE;
  }

  function setInput(id: string, value: InputValue | undefined): void {
    const { [id]: _, ...others } = inputs.value;
    inputs.value = value === undefined ? others : { ...others, [id]: value };
    const ended = outcome.value;
    const isAnswer = exercise.inputs.some((input) => input.id === id && input.role === 'answer');
    if (!isAnswer || ended?.type !== 'judged' || ended.verdict === 'timed-out') return;
    const judgement = judgeAnswers(exercise, ended.evidence, { ...ended.evidence.inputs, [id]: value ?? '' });
    outcome.value = {
      ...ended,
      evidence: { ...ended.evidence, inputs: { ...ended.evidence.inputs, [id]: value ?? '' } },
    };
    answered.value = judgement.results;
    if (run.value?.finished) {
      run.value = { ...run.value, finished: { ...run.value.finished, results: judgement.results } };
    }
    verdict.value = judgement.passed ? 'passed' : 'failing';
    save(0);
  }

  /** A pass is kept until progress is reset, whatever is tried afterwards. */
  function save(newRuns: 0 | 1): void {
    const passed = verdict.value === 'passed';
    ports.progress().update(exercise.id, (saved) => {
      const passedAt = saved?.passedAt ?? (passed ? ports.today().toISOString() : undefined);
      return {
        state: passedAt === undefined ? 'failing' : 'passed',
        inputs: inputs.value,
        runs: (saved?.runs ?? 0) + newRuns,
        ...(passedAt === undefined ? {} : { passedAt }),
      };
    });
  }

  function reset(): void {
    const aborted = underWay.value;
    underWay.value = undefined;
    wakingFor.value = undefined;
    lostServer = undefined;
    aborted?.abort();
    closeComparison();
    inputs.value = exercise.start;
    verdict.value = 'untried';
    run.value = undefined;
    before.value = undefined;
    outcome.value = undefined;
    answered.value = undefined;
    notice.value = undefined;
    highlighted.value = [];
    runs = 0;
  }

  async function compare(): Promise<void> {
    if (comparison.value?.type === 'running' || underWay.value || wakingFor.value) return;
    if (asleep(connection.value) && !(await awake())) return;
    const started = begin(exercise.solution);
    if (!started) {
      const message = blocked.value ?? 'There is no demo server.';
      comparison.value = { type: 'stopped', notice: { message, hint: '' } };
      return;
    }
    comparing = started;
    comparison.value = { type: 'running' };
    const ended = await started.outcome;
    if (comparing !== started) return;
    comparing = undefined;
    comparison.value =
      ended.type === 'judged'
        ? { type: 'done', solution: finishedRun(ended) }
        : { type: 'stopped', notice: { message: ended.message, hint: ended.hint } };
  }

  function closeComparison(): void {
    const aborted = comparing;
    comparing = undefined;
    aborted?.abort();
    comparison.value = undefined;
  }

  function connect(): () => void {
    const saved = ports.progress().read().exercises[exercise.id];
    if (saved && !run.value) {
      inputs.value = { ...exercise.start, ...usable(exercise, saved.inputs) };
      verdict.value = saved.state;
    }
    const stopConnection = ports.subscribeConnection((state) => {
      connection.value = state;
      if (lostServer) void finishElsewhere(lostServer);
    });
    return () => {
      stopConnection();
      lostServer = undefined;
      wakingFor.value = undefined;
      warmFeed.release();
      underWay.value?.abort();
      comparing?.abort();
    };
  }

  return {
    exercise,
    state: computed(() => (underWay.value || wakingFor.value ? 'running' : verdict.value)),
    inputs,
    serverMode: computed(() =>
      connection.value.type === 'connected' ? connection.value.server.mode : 'recorded',
    ),
    run,
    before,
    results: computed(() => answered.value ?? run.value?.finished?.results),
    notice,
    telemetry,
    highlighted,
    blocked,
    stale: computed(() => {
      const ran = run.value?.finished ? run.value.inputs : undefined;
      return ran !== undefined && exercise.inputs.some((input) => differs(input, ran, inputs.value));
    }),
    waking: computed(() => wakingFor.value !== undefined),
    comparison,
    approach,
    setInput,
    pressRun,
    reset,
    compare,
    closeComparison,
    highlight: (spans) => {
      highlighted.value = spans;
    },
    connect,
  } satisfies { [Key in keyof CardModel]: CardModel[Key] | Signal<unknown> };
}

const WAKE_HINT = 'Press Run to try again, or start a demo server with npm start.';
const FINISHED_ELSEWHERE: Notice = {
  message: 'The live server went away during the run, so this page ran it again in your browser.',
  hint: 'What you see comes from there.',
};

const serverOf = (connection: ConnectionState): DemoServer | undefined =>
  connection.type === 'connected' ? connection.server : undefined;
const asleep = (connection: ConnectionState): boolean => serverOf(connection)?.prepare !== undefined;

function finishedRun(judged: Extract<RunOutcome, { type: 'judged' }>): FinishedRun {
  const { durationMs, judgement, evidence } = judged;
  return { durationMs, results: judgement.results, values: evidence.values, ...runFigures(evidence.table) };
}

function timedOutNotice({ unsettled }: Extract<RunOutcome, { type: 'judged' }>): Notice {
  const { openSpans = 0, queuedMessages = 0 } = unsettled ?? {};
  const rest = [
    ...(openSpans > 0 ? [`${openSpans} spans were still open`] : []),
    ...(queuedMessages > 0 ? [`${queuedMessages} messages were still queued`] : []),
  ].join(' and ');
  return {
    message: `The run did not come to rest in time${rest ? `: ${rest}` : ''}.`,
    hint: 'A run that has not settled never counts as passed. Run again.',
  };
}

function differs({ id, role }: Exercise['inputs'][number], a: InputSet, b: InputSet): boolean {
  return role !== 'answer' && JSON.stringify(a[id]) !== JSON.stringify(b[id]);
}

/** A chosen span belongs to its run; the next run has others. */
function withoutSpans(exercise: Exercise, set: InputSet): InputSet {
  const isSpan = (id: string) => exercise.inputs.some((input) => input.id === id && input.type === 'span');
  return Object.fromEntries(Object.entries(set).filter(([id]) => !isSpan(id)));
}

/** Saved inputs that still fit: the exercise may have changed since. Answers belong to a run that is gone. */
function usable(exercise: Exercise, saved: InputSet): InputSet {
  return Object.fromEntries(
    Object.entries(saved).filter(([id, value]) => {
      const input = exercise.inputs.find((candidate) => candidate.id === id);
      return input !== undefined && input.role !== 'answer' && valueProblem(input, value) === undefined;
    }),
  );
}
