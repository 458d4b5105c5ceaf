/** An exercise on the wall, as `/present/exercises/CHAPTER.json` has it. */
import type { Exercise } from '../exercises/definition/exercise.ts';

export interface StageCard {
  readonly exercise: Exercise;
  /** Where code is edited: its start, highlighted as the editor will. */
  readonly start?: readonly (readonly { readonly text: string; readonly class?: string }[])[];
}

export const chapterOf = (exerciseId: string): string => exerciseId.slice(0, exerciseId.indexOf('/'));
