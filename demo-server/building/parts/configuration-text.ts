/**
 * The parts whose program is OpenTelemetry's declarative configuration, as YAML. What is wrong in it is told at its line
 * when it is installed, before anything runs.
 */
import { type ConfigurationReader, configurationReader } from '../../otel-configuration/reader.ts';
import type { PartName, ProgramProblem } from '../../protocol.ts';
import { PLACES } from '../lab/places.ts';

export type ConfigurationText = () => string;

/** How many files the places share: one for dev, one for test, one for both of prod. */
const FILES = 1 + Math.max(...PLACES.map(({ file }) => file));

export async function configurationProblems(
  part: PartName,
  text: unknown,
): Promise<readonly ProgramProblem[]> {
  const yaml = String(text);
  const reader = await configurationReader();
  if (part === 'otel-configuration') return problemsIn(reader, yaml, 1, [{ environment: {}, file: 0 }]);
  if (part === 'environment-files') return problemsIn(reader, yaml, FILES, PLACES);
  return [];
}

interface Use {
  readonly environment: Readonly<Record<string, string>>;
  readonly file: number;
}

function problemsIn(
  { documentsIn, readConfiguration }: ConfigurationReader,
  yaml: string,
  files: number,
  uses: readonly Use[],
): readonly ProgramProblem[] {
  const found = documentsIn(yaml);
  if (found !== files) {
    const message = `There ${found === 1 ? 'is 1 document' : `are ${found} documents`} here, and ${files} ${files === 1 ? 'is' : 'are'} read.`;
    return [
      { type: 'syntax', line: 1, column: 1, message, hint: 'Between two documents stands a line `---`.' },
    ];
  }
  const problems = new Map<string, ProgramProblem>();
  for (const { environment, file } of uses) {
    const read = readConfiguration(yaml, environment, file);
    if (read.type === 'configuration') continue;
    for (const problem of read.problems) problems.set(`${problem.line} ${problem.message}`, problem);
  }
  return [...problems.values()];
}
