/** What does not fit between `exercise.yaml` and the code beside it. */
import type { Problem } from './references.ts';
import { codeFile, codeLanguage, type ExerciseFiles, type ParsedExercise } from './schema.ts';

export function fileProblems(parsed: ParsedExercise, files: ExerciseFiles): Problem[] {
  return parsed.mode === 'code' ? codeProblems(parsed, files) : strayProblems(parsed, files);
}

function codeProblems(parsed: ParsedExercise, files: ExerciseFiles): Problem[] {
  const { part, language, cheats } = parsed;
  const written = codeLanguage(parsed);
  const always = [codeFile(written ?? 'typescript', 'start'), codeFile(written ?? 'typescript', 'solution')];
  const named = new Set([...always, ...cheats.flatMap(({ file }) => file ?? [])]);
  return [
    ...(part !== undefined && language !== undefined
      ? [{ path: ['language'], message: `SQL stands in for no part; leave out \`part\`, or \`language\`` }]
      : []),
    ...(written === undefined
      ? [
          {
            path: ['mode'],
            message:
              'a code exercise names the `part` of the demo server that it replaces, or `language: sql`',
          },
        ]
      : []),
    ...always
      .filter((file) => !files.has(file))
      .map((file) => ({
        path: ['mode'],
        message: `a code exercise needs ${file} beside this file`,
      })),
    ...cheats.flatMap(({ file, inputs }, index) => {
      if (file !== undefined && !files.has(file))
        return [{ path: ['cheats', index, 'file'], message: `there is no ${file} beside this file` }];
      if (file === undefined && inputs === undefined)
        return [
          { path: ['cheats', index], message: 'needs a `file`, or `inputs` that differ from the solution' },
        ];
      return [];
    }),
    ...[...files.keys()]
      .filter((file) => !named.has(file))
      .map((file) => ({ path: ['cheats'], message: `${file} is used by no cheat; name it or remove it` })),
  ];
}

/** Where no code is edited there is none. */
function strayProblems({ mode, part, language, cheats }: ParsedExercise, files: ExerciseFiles): Problem[] {
  const only = `belongs to an exercise with \`mode: code\`; this one is ${mode}`;
  return [
    ...(part === undefined ? [] : [{ path: ['part'], message: `\`part\` ${only}` }]),
    ...(language === undefined ? [] : [{ path: ['language'], message: `\`language\` ${only}` }]),
    ...cheats.flatMap(({ file, inputs }, index) => [
      ...(file === undefined ? [] : [{ path: ['cheats', index, 'file'], message: `\`file\` ${only}` }]),
      ...(inputs === undefined ? [{ path: ['cheats', index], message: 'needs `inputs`' }] : []),
    ]),
    ...[...files.keys()].map((file) => ({ path: ['mode'], message: `${file} ${only}` })),
  ];
}
