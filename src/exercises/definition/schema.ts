/** The shape of `exercise.yaml`, as zod sees it. References between its parts are checked in `references.ts`. */
import { z } from 'zod';
import { languageOf, PART_NAMES } from '../../../demo-server/protocol.ts';
import { checkSchema } from './check-schema.ts';
import type { AuthoredExercise, CodeLanguage, JsonValue } from './exercise.ts';

const text = z.string().trim().min(1, 'must not be empty');
const lines = z.array(text);
const key = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9-]*$/, 'must start with a small letter and hold letters, digits, -');

const option = z.union([
  text.transform((value) => ({ value, label: value })),
  z.strictObject({ value: text, label: text, note: text.optional() }),
]);
const common = {
  id: key,
  label: text,
  note: text.optional(),
  role: z.enum(['prediction', 'knob', 'answer']),
};
const input = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('one'), options: z.array(option).min(2) }),
  z.strictObject({ ...common, type: z.literal('many'), options: z.array(option).min(2) }),
  z.strictObject({
    ...common,
    type: z.literal('number'),
    min: z.number(),
    max: z.number(),
    step: z.number().positive().default(1),
    unit: text.optional(),
  }),
  z.strictObject({ ...common, role: z.literal('answer').default('answer'), type: z.literal('span') }),
  z.strictObject({ ...common, role: z.literal('answer').default('answer'), type: z.literal('traceql') }),
]);

const json: z.ZodType<JsonValue> = z.json();
const run = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  path: z.string().startsWith('/api/', 'must start with /api/'),
  body: json.optional(),
});

const pointer = z.string().startsWith('/', 'must be a JSON pointer, such as /0/body/total');
const failingVerdict = z.enum(['failed', 'timed-out']).optional();
const inputSet = z.record(key, z.union([z.string(), z.number(), z.array(z.string())]));

export const exerciseSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+\/[a-z0-9-]+$/, 'must be <chapter>/<slug>'),
  number: z.string().regex(/^\d\.\d$/, 'must be chapter.exercise in quotes, such as "2.3"'),
  title: text,
  goal: text,
  minutes: z.int().positive(),
  mode: z.enum(['scenario', 'code', 'predict', 'query']),
  part: z
    .enum(PART_NAMES, {
      error: ({ input }) => `there is no part "${input}"; there are ${PART_NAMES.join(', ')}`,
    })
    .optional(),
  /** Where the code stands in for no part. */
  language: z
    .literal('sql', { error: 'only `sql` is named; the other languages follow from the part' })
    .optional(),
  steps: lines.min(1),
  inputs: z.array(input).default([]),
  runs: z.array(run).min(1),
  values: z.record(key, z.strictObject({ at: pointer, say: text })).default({}),
  checks: z.array(checkSchema).min(1),
  hints: z.record(key, lines.min(1)).default({}),
  after: lines.min(1),
  elixir: z.strictObject({ note: text, code: text.optional() }).optional(),
  inYourCode: lines.min(1),
  start: inputSet,
  startVerdict: failingVerdict,
  solution: inputSet,
  cheats: z
    .array(
      z.strictObject({
        name: text,
        inputs: inputSet.optional(),
        file: z
          .string()
          .regex(
            /^cheats\/[a-z0-9-]+\.(ts|yaml|sql)$/,
            'must be a file in cheats/, such as cheats/promise-all.ts',
          )
          .optional(),
        caughtBy: z.int().nonnegative(),
        verdict: failingVerdict,
      }),
    )
    .min(1, 'needs at least one wrong way that looks right'),
});

/** What the schema lets through, less the difference between an absent and an undefined field. */
export type ParsedExercise = z.output<typeof exerciseSchema>;

/**
 * The texts of the files beside it come into their places, and a cheat that says nothing of its inputs gets those of
 * the solution. Drops keys whose value is undefined, at every depth, so that the result is JSON and fits exact
 * optional types.
 */
export function toExercise(
  { part, language, ...parsed }: ParsedExercise,
  files: ExerciseFiles,
): AuthoredExercise {
  const written = codeLanguage({ part, language });
  const code = written && {
    ...(written !== 'sql' && { part }),
    language: written,
    start: files.get(codeFile(written, 'start')),
    solution: files.get(codeFile(written, 'solution')),
  };
  const cheats = parsed.cheats.map(({ file, inputs = parsed.solution, ...cheat }) => ({
    ...cheat,
    inputs,
    source: file && files.get(file),
  }));
  const hintRungs = Object.fromEntries(Object.entries(parsed.hints).map(([id, texts]) => [id, texts.length]));
  return JSON.parse(JSON.stringify({ ...parsed, hintRungs, cheats, code })) as AuthoredExercise;
}

/** What the code is written in, if there is any. */
export const codeLanguage = ({
  part,
  language,
}: Pick<ParsedExercise, 'part' | 'language'>): CodeLanguage | undefined =>
  language ?? (part && languageOf(part));

/** `start.ts`, `start.yaml` where the part is a configuration, `start.sql`. */
export const codeFile = (language: CodeLanguage, name: 'start' | 'solution'): string =>
  `${name}.${language === 'typescript' ? 'ts' : language}`;

/** The TypeScript, YAML or SQL files beside an `exercise.yaml`: text by path, such as `start.ts` and `cheats/promise-all.ts`. */
export type ExerciseFiles = ReadonlyMap<string, string>;
