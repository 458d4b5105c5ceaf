/** What a card is made of where no page has it: an entry of `/present/exercises/CHAPTER.json`, for the wall. */
import type { Exercise } from '../definition/exercise.ts';

export interface CardFile {
  readonly exercise: Exercise;
  /** Where code is edited: its start, highlighted as the editor will. */
  readonly start?: readonly (readonly { readonly text: string; readonly class?: string }[])[];
}

export const chapterOf = (exerciseId: string): string => exerciseId.slice(0, exerciseId.indexOf('/'));
