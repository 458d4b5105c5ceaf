/**
 * What an exercise card knows and can do, as signals and actions; no DOM, no Preact. The components draw it.
 *
 *   untried --Run--> running --settled--> failing | passed | timed-out --Run--> running ...
 *                       '--stopped (no verdict)--> the state before, with a notice that says why
 *
 * Invariant: at most one run of a card is under way; results on show always belong to `run`.
 */
import { computed, type Signal, signal } from '@preact/signals';
import type { ServerMode } from '../../server-client/port.ts';
import type { CheckResult, InputValue } from '../../trace/checks/types.ts';
import type { SpanIndex } from '../../trace/model/types.ts';
import { createCodeModel } from '../code/code-model.ts';
import { type Exercise, type InputSet, isAnswered } from '../definition/exercise.ts';
import type { Run } from '../run/run.ts';
import type { RunOutcome } from '../run/run-outcome.ts';
import type { CardPorts } from './card-ports.ts';
import type { CardModel, CardRun, CardState, Notice } from './card-types.ts';
import { createConnectionHost } from './connection-host.ts';
import { finishedRun, isStuck, timedOutNotice } from './finished-run.ts';
import { createHintShelf } from './hint-texts.ts';
import { type HintsShown, hintLadder } from './hints.ts';
import { isStale, usable, withoutSpans } from './input-sets.ts';
import { createProgramHost } from './program-host.ts';
import type { RunHost } from './run-host.ts';
import { createRunOpener, type ReadyRun } from './run-opener.ts';
import { createSolutionRun } from './solution-run.ts';
import { createSqlHost } from './sql-host.ts';

export function createCardModel(exercise: Exercise, ports: CardPorts): CardModel {
  const code = exercise.code && createCodeModel(exercise.id, exercise.code.start, ports.code());
  const host = hostOf();
  const opener = createRunOpener(host, ports.loadRun);
  const verdict = signal<Exclude<CardState, 'running'>>('untried');
  /** A press of Run that waits for its server; another value means that it is no longer wanted. */
  const asked = signal<object | undefined>(undefined);
  const underWay = signal<Run | undefined>(undefined);
  const inputs = signal<InputSet>(exercise.start);
  const resets = signal(0);
  const run = signal<CardRun | undefined>(undefined);
  const before = signal<CardRun | undefined>(undefined);
  const outcome = signal<RunOutcome | undefined>(undefined);
  const answered = signal<readonly CheckResult[] | undefined>(undefined);
  const notice = signal<Notice | undefined>(undefined);
  const telemetry = signal(0);
  const highlighted = signal<readonly SpanIndex[]>([]);
  const picking = signal<string | undefined>(undefined);
  const hintShelf = createHintShelf(exercise.id, ports.fetchHints);
  const hintsShown = signal<HintsShown>({});
  const results = computed(() => answered.value ?? run.value?.finished?.results);
  const solution = createSolutionRun(opener, (opened) => begin(exercise.solution, opened));
  /** The code of the last run. */
  const ranCode = signal<string | undefined>(undefined);
  let runs = 0;

  const blocked = computed(() => {
    if (underWay.value || asked.value) return 'A run is under way.';
    // One program runs at a time; the solution's is one too.
    if (code && solution.comparison.value?.type === 'running') return 'The solution is running.';
    if (host.blocked.value !== undefined) return host.blocked.value;
    const open = exercise.inputs.filter(
      ({ id, role }) => role === 'prediction' && !isAnswered(inputs.value[id]),
    );
    if (open.length > 0) return `Commit to a prediction first: ${open.map(({ label }) => label).join(' · ')}`;
    const unset = exercise.inputs.filter(
      ({ id, role, type }) => role === 'knob' && type === 'number' && !isAnswered(inputs.value[id]),
    );
    return unset.length > 0
      ? `Set a number first: ${unset.map(({ label }) => label).join(' · ')}`
      : undefined;
  });

  function hostOf(): RunHost {
    if (!exercise.code || !code) return createConnectionHost(ports);
    if (exercise.code.language === 'sql') return createSqlHost(exercise.code.solution, code, ports);
    return createProgramHost(exercise.code, code, ports.code(), { evicted, ended });
  }

  function begin(set: InputSet, { server, ask, startRun }: ReadyRun, onTelemetry?: () => void): Run {
    return startRun(exercise, set, server, {
      session: ports.session(),
      clock: ports.clock,
      randomBytes: ports.randomBytes,
      ...(onTelemetry ? { onTelemetry } : {}),
      ...(ask ? { ask } : {}),
    });
  }

  async function pressRun(): Promise<void> {
    if (blocked.value !== undefined) return;
    host.forget();
    const own = {};
    asked.value = own;
    notice.value = undefined;
    ranCode.value = code?.source.value;
    const opened = await opener.open('learner');
    if (asked.value !== own) return;
    asked.value = undefined;
    if (opened.type === 'refused') {
      notice.value = opened.notice;
      return;
    }
    await runOn(opened);
  }

  async function runOn(opened: ReadyRun): Promise<void> {
    const { server } = opened;
    const set = withoutSpans(exercise, inputs.value);
    // The first telemetry, the root span, is there before `startRun` returns.
    let started: Run | undefined;
    started = begin(set, opened, () => {
      if (underWay.value === started) telemetry.value += 1;
    });
    if (run.value?.finished) before.value = run.value;
    runs += 1;
    inputs.value = set;
    const current = { number: runs, table: started.table, mode: server.mode, inputs: set };
    underWay.value = started;
    run.value = current;
    outcome.value = undefined;
    answered.value = undefined;
    notice.value = undefined;
    highlighted.value = [];
    picking.value = undefined;
    telemetry.value += 1;
    const ended = await started.outcome;
    if (underWay.value !== started) return; // reset, or the page went away
    underWay.value = undefined;
    outcome.value = ended;
    if (ended.type === 'stopped') {
      const { reason, message, hint } = ended;
      notice.value = (reason === 'lost' && host.lostNotice?.()) || { message, hint };
      if (reason === 'lost') host.lost(server);
      return;
    }
    run.value = { ...current, finished: finishedRun(ended) };
    verdict.value = ended.verdict === 'failed' ? 'failing' : ended.verdict;
    if (ended.verdict === 'timed-out') {
      notice.value = timedOutNotice(ended, code !== undefined);
      // It may keep a connection or a lock for ever; the next run gets a server that nothing of it holds on to.
      if (isStuck(ended)) host.stop?.();
    }
    save(1);
  }

  /** A run that lost its server is run again where another one answers. */
  async function finishElsewhere(): Promise<void> {
    await pressRun();
    if (run.value?.finished && !notice.value) notice.value = FINISHED_ELSEWHERE[host.mode.value];
  }

  function setInput(id: string, value: InputValue | undefined): void {
    const { [id]: _, ...others } = inputs.value;
    inputs.value = value === undefined ? others : { ...others, [id]: value };
    const ended = outcome.value;
    const isAnswer = exercise.inputs.some((input) => input.id === id && input.role === 'answer');
    if (!isAnswer || ended?.type !== 'judged' || ended.verdict === 'timed-out') return;
    const answers = { ...ended.evidence.inputs, [id]: value ?? '' };
    const judgement = ended.judgeAnswers(answers);
    outcome.value = {
      ...ended,
      evidence: { ...ended.evidence, inputs: answers },
    };
    answered.value = judgement.results;
    if (run.value?.finished) {
      run.value = { ...run.value, finished: { ...run.value.finished, results: judgement.results } };
    }
    verdict.value = judgement.passed ? 'passed' : 'failing';
    save(0);
  }

  function chooseSpan(spanId: string): void {
    const input = picking.value;
    if (input === undefined || !run.value?.finished) return;
    picking.value = undefined;
    setInput(input, spanId);
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

  function stop(): void {
    asked.value = undefined;
    underWay.value?.abort();
    host.stop?.();
  }

  /** Another card's program took the place of ours. */
  function evicted(): void {
    const lost = underWay.value;
    const waited = asked.value;
    underWay.value = undefined;
    asked.value = undefined;
    lost?.abort();
    solution.close();
    if (lost || waited) notice.value = EVICTED;
  }

  /** The program was ended when no run waited for it. */
  function ended(why: Notice): void {
    if (!underWay.value && !asked.value) notice.value = why;
  }

  function reset(): void {
    const aborted = underWay.value;
    underWay.value = undefined;
    asked.value = undefined;
    host.forget();
    aborted?.abort();
    if (aborted) host.stop?.();
    code?.reset();
    solution.close();
    inputs.value = exercise.start;
    resets.value += 1;
    verdict.value = 'untried';
    run.value = undefined;
    before.value = undefined;
    outcome.value = undefined;
    answered.value = undefined;
    notice.value = undefined;
    highlighted.value = [];
    picking.value = undefined;
    runs = 0;
  }

  async function showHint(): Promise<void> {
    const ladder = hintLadder(exercise, results.value, hintsShown.value);
    if (!ladder || ladder.shown >= ladder.rungs) return;
    if (!(await hintShelf.fetch())) {
      notice.value = NO_HINTS;
      return;
    }
    if (notice.value === NO_HINTS) notice.value = undefined;
    hintsShown.value = { ...hintsShown.value, [ladder.id]: ladder.shown + 1 };
  }

  async function compare(): Promise<void> {
    if (underWay.value || asked.value) return;
    await solution.start();
  }

  function connect(): () => void {
    const saved = ports.progress().read().exercises[exercise.id];
    if (saved && !run.value) {
      inputs.value = { ...exercise.start, ...usable(exercise, saved.inputs) };
      verdict.value = saved.state;
    }
    let kept = saved?.state;
    const stopProgress = ports.progress().subscribe(({ exercises }) => {
      const now = exercises[exercise.id]?.state;
      // Reset, brought in from a file, or passed in another tab. A run on show speaks for itself.
      if (now !== kept && !run.value) verdict.value = now ?? 'untried';
      kept = now;
    });
    const disconnect = host.connect(() => void finishElsewhere());
    const stopCode = code?.connect();
    return () => {
      disconnect();
      stopProgress();
      stopCode?.();
      asked.value = undefined;
      underWay.value?.abort();
      solution.close();
    };
  }

  return {
    exercise,
    code,
    state: computed(() => (underWay.value || asked.value ? 'running' : verdict.value)),
    inputs,
    resets,
    serverMode: computed(() => run.value?.mode ?? host.mode.value),
    nextMode: host.mode,
    run,
    before,
    results,
    notice,
    telemetry,
    highlighted,
    picking,
    blocked,
    stale: computed(() => {
      const ran = run.value?.finished ? run.value.inputs : undefined;
      if (ran === undefined) return false;
      return isStale(exercise, ran, inputs.value) || ranCode.value !== code?.source.value;
    }),
    waking: computed(() =>
      asked.value !== undefined || solution.comparison.value?.type === 'running'
        ? host.progress.value
        : undefined,
    ),
    comparison: solution.comparison,
    hintsShown,
    hintTexts: hintShelf.texts,
    approach() {
      opener.approach();
      void hintShelf.fetch();
    },
    showHint,
    setInput,
    pick: (input) => {
      picking.value = input;
    },
    chooseSpan,
    pressRun,
    stop,
    reset,
    compare,
    closeComparison: solution.close,
    highlight: (spans) => {
      highlighted.value = spans;
    },
    connect,
  } satisfies { [Key in keyof CardModel]: CardModel[Key] | Signal<unknown> };
}

const NO_HINTS: Notice = {
  message: 'The hints could not be loaded.',
  hint: 'They are a file of this site, which does not answer just now. Press Hint to try again.',
};
const EVICTED: Notice = {
  message: 'Another exercise on this page was run meanwhile, so this run was ended.',
  hint: 'One program runs at a time. Run again when the other one is done.',
};
const FINISHED_ELSEWHERE: Readonly<Record<ServerMode, Notice>> = {
  live: {
    message: 'The demo server went away during the run, so this page ran it again on the live server.',
    hint: 'What you see comes from there.',
  },
  'in-browser': {
    message: 'The live server went away during the run, so this page ran it again in your browser.',
    hint: 'What you see comes from there.',
  },
  recorded: {
    message: 'The demo server went away during the run, so this page replayed a recording of it.',
    hint: 'What you see was recorded when the site was built.',
  },
};
