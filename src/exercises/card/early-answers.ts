/**
 * What a reader ticked or typed before the card was awake. The fields are in the page without scripts, and on a slow line
 * they are there long before; the first render would set them back. So they are read before it.
 */
import type { InputValue } from '../../trace/checks/types.ts';
import type { Exercise, ExerciseInput, InputSet } from '../definition/exercise.ts';
import { usable } from './input-sets.ts';

/** Nothing while the site is built, and nothing of fields that are as the page has them. */
export function earlyAnswers(exercise: Exercise, scope: string): InputSet {
  if (typeof document === 'undefined') return {};
  const given = exercise.inputs.flatMap((input) => {
    const value = valueIn(input, `${scope}-${input.id}`);
    return value === undefined ? [] : [[input.id, value] as const];
  });
  return usable(exercise, Object.fromEntries(given));
}

function valueIn(input: ExerciseInput, name: string): InputValue | undefined {
  if (input.type === 'one' || input.type === 'many') {
    const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`)];
    if (boxes.every(({ checked, defaultChecked }) => checked === defaultChecked)) return undefined;
    const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    return input.type === 'many' ? chosen : chosen[0];
  }
  const field = document.getElementById(name);
  if (field instanceof HTMLTextAreaElement)
    return field.value === field.defaultValue ? undefined : field.value;
  if (!(field instanceof HTMLInputElement) || field.value === field.defaultValue) return undefined;
  return field.validity.valid ? field.valueAsNumber : undefined;
}
