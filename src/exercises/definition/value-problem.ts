/** Whether a value fits an input; asked of what authors write and of what a browser has stored. */
import type { InputValue } from '../../trace/checks/types.ts';
import type { ExerciseInput } from './exercise.ts';

/** What is wrong, in words, if anything. */
export function valueProblem(input: ExerciseInput, value: InputValue): string | undefined {
  switch (input.type) {
    case 'number': {
      const fits = typeof value === 'number' && value >= input.min && value <= input.max;
      return fits ? undefined : `must be a number from ${input.min} to ${input.max}`;
    }
    case 'span':
      return typeof value === 'string' ? undefined : 'must be the name of a span';
    case 'traceql':
      return typeof value === 'string' ? undefined : 'must be a query';
    case 'one':
    case 'many': {
      const options = input.options.map((option) => option.value);
      const chosen = input.type === 'one' ? [value] : value;
      const fits = Array.isArray(chosen) && chosen.every((each) => options.includes(each as string));
      return fits ? undefined : `must be ${input.type === 'one' ? 'one' : 'a list'} of ${options.join(', ')}`;
    }
  }
}
