/**
 * What a learner has done, as data: how it is written down, read back and merged.
 *
 * Invariants: what once passed stays passed until it is reset; text that cannot be read is never overwritten silently
 * (see `store.ts`); exercises this version does not know are kept, so that a newer page's progress survives an older one.
 */
import type { InputValue } from '../../trace/checks/types.ts';
import type { InputSet } from '../definition/exercise.ts';

export interface Progress {
  readonly exercises: Readonly<Record<string, ExerciseProgress>>;
}
export interface ExerciseProgress {
  readonly state: 'failing' | 'passed';
  /** What was predicted, set and answered last. */
  readonly inputs: InputSet;
  /** ISO 8601; the first time. */
  readonly passedAt?: string;
  readonly runs: number;
}

export const NO_PROGRESS: Progress = { exercises: {} };
const VERSION = 1;

export function encodeProgress(progress: Progress): string {
  return JSON.stringify({ version: VERSION, ...progress });
}

export type Decoded =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'unreadable'; readonly message: string };

export function decodeProgress(text: string): Decoded {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unreadable('it is not JSON');
  }
  if (!isRecord(body) || !isRecord(body['exercises'])) return unreadable('it has no list of exercises');
  if (body['version'] !== VERSION) {
    return unreadable(`it has version ${String(body['version'])}; this page reads version ${VERSION}`);
  }
  const exercises: Record<string, ExerciseProgress> = {};
  for (const [id, given] of Object.entries(body['exercises'])) {
    const exercise = exerciseProgress(given);
    if (!exercise) return unreadable(`the entry "${id}" is damaged`);
    exercises[id] = exercise;
  }
  return { type: 'progress', progress: { exercises } };
}

/** Both sides' work: a pass on either side is a pass, the earlier date and the higher count stay. */
export function mergeProgress(ours: Progress, theirs: Progress): Progress {
  const exercises: Record<string, ExerciseProgress> = { ...ours.exercises };
  for (const [id, their] of Object.entries(theirs.exercises)) {
    const our = exercises[id];
    exercises[id] = our ? mergeExercise(our, their) : their;
  }
  return { exercises };
}

function mergeExercise(our: ExerciseProgress, their: ExerciseProgress): ExerciseProgress {
  const passedAt = [our.passedAt, their.passedAt].filter((date) => date !== undefined).sort()[0];
  const newer = their.runs > our.runs ? their : our;
  return {
    state: [our.state, their.state].includes('passed') ? 'passed' : newer.state,
    inputs: newer.inputs,
    runs: Math.max(our.runs, their.runs),
    ...(passedAt === undefined ? {} : { passedAt }),
  };
}

function exerciseProgress(given: unknown): ExerciseProgress | undefined {
  if (!isRecord(given)) return undefined;
  const { state, inputs, passedAt, runs } = given;
  if (state !== 'failing' && state !== 'passed') return undefined;
  if (!isRecord(inputs) || !Object.values(inputs).every(isInputValue)) return undefined;
  if (typeof runs !== 'number' || !Number.isSafeInteger(runs) || runs < 0) return undefined;
  if (passedAt !== undefined && typeof passedAt !== 'string') return undefined;
  const written = { state, inputs: inputs as InputSet, runs } as const;
  return passedAt === undefined ? written : { ...written, passedAt };
}

function isInputValue(value: unknown): value is InputValue {
  if (typeof value === 'string' || typeof value === 'number') return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(why: string): Decoded {
  return { type: 'unreadable', message: `The saved progress cannot be read: ${why}.` };
}
