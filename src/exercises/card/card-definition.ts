/**
 * Where a card finds its exercise. A page carries each once, as JSON in an element of its own; as a property of the island
 * it would stand there with every quote escaped, and that is a good part of a chapter.
 *
 *   build: definitionJson(exercise) --> <script type="application/json">      page: exerciseOf(id) reads it
 */
import type { Exercise } from '../definition/exercise.ts';

/** Of the page that is being built, or that put it there itself. */
const placed = new Map<string, Exercise>();

/** Before the card is drawn. */
export function placeDefinition(exercise: Exercise): void {
  placed.set(exercise.id, exercise);
}

export const definitionId = (id: string): string => `definition-${id.replace('/', '-')}`;

/** To be laid into the element with {@link definitionId}, before the card. Nothing in it can end the element. */
export function definitionJson(exercise: Exercise): string {
  placeDefinition(exercise);
  return JSON.stringify(exercise).replaceAll('<', '\\u003c');
}

export function exerciseOf(id: string): Exercise {
  const known = placed.get(id);
  if (known) return known;
  const text = document.getElementById(definitionId(id))?.textContent;
  if (!text)
    throw new Error(`The page has a card for ${id}, and no element "${definitionId(id)}" before it.`);
  return JSON.parse(text) as Exercise;
}
