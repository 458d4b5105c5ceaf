/** Puts a program of an exercise, or a text, in the place of its part, as the page does. */
import { readFileSync } from 'node:fs';
import type { DemoApp } from '../../demo-server/app.ts';
import { languageOf, type PartName, type ProgramProblem } from '../../demo-server/protocol.ts';
import { compileProgram } from '../../src/exercises/code/compile.ts';

/** The problems with it, none if it stands in now. */
export async function installProgram(
  app: DemoApp,
  part: PartName,
  source: string,
): Promise<readonly Pick<ProgramProblem, 'line' | 'message' | 'hint'>[]> {
  const compiled = await compileProgram({ part, source });
  return compiled.type === 'problems' ? compiled.problems : app.programs.install(compiled.program);
}

/** `file` is `start`, `solution` or `cheats/...`. */
export const exerciseProgram = (exercise: string, part: PartName, file: string): string =>
  readFileSync(
    `content/exercises/${exercise}/${file}.${languageOf(part) === 'yaml' ? 'yaml' : 'ts'}`,
    'utf8',
  );
