/** What a card shows and what can be done with it: the words between the model and the components. */
import type { ReadonlySignal } from '@preact/signals';
import type { ServerMode } from '../../server-client/port.ts';
import type { CheckResult, Evidence, InputValue, TableAnswer } from '../../trace/checks/types.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import type { CodeModel } from '../code/code-types.ts';
import type { Exercise, HintTexts, InputSet } from '../definition/exercise.ts';
import type { RunFigures } from '../run/run-figures.ts';
import type { HintsShown } from './hints.ts';

export type CardState = 'untried' | 'running' | 'failing' | 'passed' | 'timed-out';

export interface CardRun {
  /** Counted from 1 since the page was loaded, or the card was reset. */
  readonly number: number;
  readonly table: TraceReader;
  /** Which kind of server made it. */
  readonly mode: ServerMode;
  /** As they were when Run was pressed. */
  readonly inputs: InputSet;
  readonly finished?: FinishedRun;
}
export interface FinishedRun extends RunFigures {
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
  /** The figures that the exercise names in the answers. */
  readonly values: Evidence['values'];
  /** What the learner's SQL answered. */
  readonly sql?: TableAnswer;
}
export interface Notice {
  readonly message: string;
  readonly hint: string;
}
export type Comparison =
  | { readonly type: 'running' }
  | { readonly type: 'done'; readonly solution: FinishedRun; readonly table: TraceReader }
  | { readonly type: 'stopped'; readonly notice: Notice };

export interface CardModel {
  readonly exercise: Exercise;
  /** Where code is edited. */
  readonly code: CodeModel | undefined;
  readonly state: ReadonlySignal<CardState>;
  readonly inputs: ReadonlySignal<InputSet>;
  /** Counts resets: what was written in a field and is no value of it goes with each. */
  readonly resets: ReadonlySignal<number>;
  /** What made the trace on show; before there is one, what would make it. */
  readonly serverMode: ReadonlySignal<ServerMode>;
  /** What the next run would be made by. */
  readonly nextMode: ReadonlySignal<ServerMode>;
  readonly run: ReadonlySignal<CardRun | undefined>;
  readonly before: ReadonlySignal<CardRun | undefined>;
  readonly results: ReadonlySignal<readonly CheckResult[] | undefined>;
  readonly notice: ReadonlySignal<Notice | undefined>;
  /** Counts appends to the table of `run`. */
  readonly telemetry: ReadonlySignal<number>;
  readonly highlighted: ReadonlySignal<readonly SpanIndex[]>;
  /** The `span` input that the next span chosen in the timeline answers. */
  readonly picking: ReadonlySignal<string | undefined>;
  /** Why Run is shut, or undefined when it is open. */
  readonly blocked: ReadonlySignal<string | undefined>;
  /** What was set no longer is what was run. */
  readonly stale: ReadonlySignal<boolean>;
  /** What a run that was asked for waits for, in words. */
  readonly waking: ReadonlySignal<string | undefined>;
  readonly comparison: ReadonlySignal<Comparison | undefined>;
  /** How far each ladder of hints was climbed. */
  readonly hintsShown: ReadonlySignal<HintsShown>;
  /** Their words, once there. */
  readonly hintTexts: ReadonlySignal<HintTexts | undefined>;
  /** The learner turned to the card: what a run needs is made ready. */
  approach(): void;
  setInput(id: string, value: InputValue | undefined): void;
  /** Undefined gives it up. */
  pick(input: string | undefined): void;
  /** A span was chosen in the timeline. */
  chooseSpan(spanId: string): void;
  pressRun(): Promise<void>;
  /** Ends the run under way; there is no verdict. */
  stop(): void;
  /** Climbs the ladder of hints that is on offer. */
  showHint(): Promise<void>;
  reset(): void;
  compare(): Promise<void>;
  closeComparison(): void;
  highlight(spans: readonly SpanIndex[]): void;
  /** Reads saved progress and starts to listen; the answer stops everything the card has under way. */
  connect(): () => void;
}
