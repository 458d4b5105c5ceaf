/** References inside one exercise that do not resolve; each problem says where, what and what to do. */
import type { AuthoredExercise, Exercise, InputSet, JsonValue } from './exercise.ts';
import { placeholders } from './substitute.ts';
import { valueProblem } from './value-problem.ts';

export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export function referenceProblems(exercise: AuthoredExercise): Problem[] {
  return [
    ...inputProblems(exercise),
    ...runProblems(exercise),
    ...checkProblems(exercise),
    ...setProblems(exercise, 'start', exercise.start),
    ...setProblems(exercise, 'solution', exercise.solution),
    ...exercise.cheats.flatMap((cheat, index) => [
      ...setProblems(exercise, `cheats.${index}.inputs`, cheat.inputs),
      ...(cheat.caughtBy < exercise.checks.length
        ? []
        : [problem(`cheats.${index}.caughtBy`, `there is no check ${cheat.caughtBy}; they count from 0`)]),
    ]),
  ];
}

function inputProblems({ inputs, start }: Exercise): Problem[] {
  return inputs.flatMap((input, index) => [
    ...(inputs.findIndex(({ id }) => id === input.id) === index
      ? []
      : [problem(`inputs.${index}.id`, `the id "${input.id}" is taken by an earlier input`)]),
    ...(input.role === 'knob' && start[input.id] === undefined
      ? [problem('start', `the knob "${input.id}" needs a value to start with`)]
      : []),
  ]);
}

function runProblems({ inputs, runs, values }: Exercise): Problem[] {
  const used = runs.flatMap(({ path, body }, index) =>
    [path as JsonValue, body ?? null].flatMap(placeholders).map((id) => ({ id, index })),
  );
  return [
    ...used
      .filter(({ id }) => !inputs.some((input) => input.id === id && input.role !== 'answer'))
      .map(({ id, index }) => problem(`runs.${index}`, `\${${id}} names no prediction or knob`)),
    ...Object.entries(values)
      .filter(([, { at }]) => !(Number(at.split('/')[1]) < runs.length))
      .map(([name]) =>
        problem(`values.${name}.at`, 'its first step must be the index of a run: /0/body/...'),
      ),
  ];
}

function checkProblems({ checks, code, hints, inputs, values }: AuthoredExercise): Problem[] {
  const cited = new Set(checks.map(({ hint }) => hint));
  const named = (name: string, path: string) =>
    Object.hasOwn(values, name) ? [] : [problem(path, `"${name}" is not under values`)];
  return [
    ...checks.flatMap((check, index) => [
      ...(check.hint === undefined || Object.hasOwn(hints, check.hint)
        ? []
        : [problem(`checks.${index}.hint`, `there is no hint "${check.hint}"; write it under hints`)]),
      ...(check.type === 'prediction' && !inputs.some(({ id }) => id === check.input)
        ? [problem(`checks.${index}.prediction.input`, `there is no input "${check.input}"`)]
        : []),
      ...(check.type === 'traceqlSelects' &&
      !inputs.some(({ id, type }) => id === check.input && type === 'traceql')
        ? [problem(`checks.${index}.traceqlSelects.input`, `there is no traceql input "${check.input}"`)]
        : []),
      ...((check.type === 'sqlRows' || check.type === 'sqlReads') && code?.language !== 'sql'
        ? [problem(`checks.${index}`, 'a check on SQL belongs to an exercise with `language: sql`')]
        : []),
      ...(check.type === 'prediction' && check.truth.type === 'value'
        ? named(check.truth.of, `checks.${index}.prediction.value`)
        : []),
      ...(check.type === 'exportedEqualsEnded'
        ? named(check.ended, `checks.${index}.exportedEqualsEnded.ended`)
        : []),
      ...(check.type === 'estimate'
        ? [
            ...named(check.value, `checks.${index}.estimate.value`),
            ...named(check.truth, `checks.${index}.estimate.truth`),
          ]
        : []),
    ]),
    ...Object.keys(hints)
      .filter((id) => !cited.has(id))
      .map((id) => problem(`hints.${id}`, 'no check names this hint; name it in a check or remove it')),
  ];
}

function setProblems({ inputs }: Exercise, where: string, set: InputSet): Problem[] {
  return Object.entries(set).flatMap(([id, value]) => {
    const input = inputs.find((candidate) => candidate.id === id);
    const message = input ? valueProblem(input, value) : `there is no input "${id}"`;
    return message ? [problem(`${where}.${id}`, message)] : [];
  });
}

function problem(path: string, message: string): Problem {
  return { path: path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)), message };
}
