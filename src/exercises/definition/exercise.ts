/**
 * An exercise: plain data, no methods, safe to hand to an island as JSON. `schema.ts` makes it from `exercise.yaml`;
 * nothing else should. The page and the runner read an {@link Exercise}; the build and the proof read all that its
 * author wrote, an {@link AuthoredExercise}.
 *
 * Invariant: every reference inside (hint ids, input ids, value names, check indexes) resolves.
 */
import type { PartLanguage, PartName } from '../../../demo-server/protocol.ts';
import type { Check, InputValue } from '../../trace/checks/types.ts';

export interface Exercise {
  /** `<chapter>/<slug>`, the folder; never changes once published, because progress is kept by it. */
  readonly id: string;
  /** As people say it: "2.3". */
  readonly number: string;
  readonly title: string;
  readonly goal: string;
  readonly minutes: number;
  readonly mode: 'scenario' | 'code' | 'predict' | 'query';
  readonly steps: readonly string[];
  readonly inputs: readonly ExerciseInput[];
  readonly runs: readonly RunRequest[];
  /** Figures found in the answers, by the name that checks use; the card shows them. */
  readonly values: Readonly<Record<string, NamedValue>>;
  readonly checks: readonly Check[];
  /** How many hints the ladder of each hint id has; their words come when they are asked for. */
  readonly hintRungs: Readonly<Record<string, number>>;
  /** What to notice once it is green. */
  readonly after: readonly string[];
  readonly elixir?: { readonly note: string; readonly code?: string };
  readonly inYourCode: readonly string[];
  /** What the learner gets. */
  readonly start: InputSet;
  /** How the start must fail; `failed` if it does not say. Exercises about runs that hang say `timed-out`. */
  readonly startVerdict?: FailingVerdict;
  readonly solution: InputSet;
  /** The files beside `exercise.yaml` of an exercise whose code is edited. */
  readonly code?: ExerciseCode;
}

/** With what a page must not tell by itself. */
export interface AuthoredExercise extends Exercise {
  readonly hints: HintTexts;
  /** Wrong ways that look right. */
  readonly cheats: readonly Cheat[];
}

/** A ladder for each hint id, gentlest first. */
export type HintTexts = Readonly<Record<string, readonly string[]>>;

/** What a page carries of it. */
export function shownExercise({ hints: _, cheats: __, ...shown }: AuthoredExercise): Exercise {
  return shown;
}

export type ExerciseCode = {
  /** The text of `start.ts`, `start.yaml` or `start.sql`. */
  readonly start: string;
  /** The text of `solution.ts`, `solution.yaml` or `solution.sql`. */
  readonly solution: string;
} & (
  | {
      readonly language: PartLanguage;
      /** Which part of the demo server the code stands in for. */
      readonly part: PartName;
    }
  /** A statement that is asked of the telemetry of each run. */
  | { readonly language: 'sql' }
);
export type CodeLanguage = ExerciseCode['language'];

export interface NamedValue {
  /** JSON pointer (RFC 6901) into the list of responses: `/0/body/estimate`. */
  readonly at: string;
  readonly say: string;
}

export interface Cheat {
  readonly name: string;
  readonly inputs: InputSet;
  /** The text of its file in `cheats/`, where code is edited. */
  readonly source?: string;
  /** Index of the check that must reject it. */
  readonly caughtBy: number;
  /** As `startVerdict` of the exercise. */
  readonly verdict?: FailingVerdict;
}
/** A run that came to rest and was judged, or one that did not. */
export type FailingVerdict = 'failed' | 'timed-out';

export type InputSet = Readonly<Record<string, InputValue>>;

/**
 * `prediction`: answered before the run, which stays shut until then. `knob`: set before the run, always has a value.
 * `answer`: read off the trace after a run, and judged against that run without sending it again.
 */
export type InputRole = 'prediction' | 'knob' | 'answer';

export type ExerciseInput = {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly role: InputRole;
} & (
  | { readonly type: 'one'; readonly options: readonly InputOption[] }
  | { readonly type: 'many'; readonly options: readonly InputOption[] }
  | {
      readonly type: 'number';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly unit?: string;
    }
  /** A query that the learner writes; it outlives the run that it is judged on. */
  | { readonly type: 'traceql' }
  /** A span of the last run: by its id in a page, by its name in `exercise.yaml`. */
  | { readonly type: 'span' }
);

export interface InputOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

export interface RunRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/`; `${input}` stands for the value of an input, here and in the body. */
  readonly path: string;
  readonly body?: JsonValue;
}
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Whether an input holds something that can be judged. */
export function isAnswered(value: InputValue | undefined): boolean {
  if (value === undefined || value === '') return false;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || value.length > 0;
}
