/** The recordings of this build (`scripts/record-runs.ts`), for the pages that show them. Read by the build only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Recording, type RecordingIndex, recordingFile } from '../../server-client/recording.ts';

const FOLDER = 'build/recordings';

/** Undefined for what the index says was skipped; everything else must be there. */
export function loadRecording(of: string): Recording | undefined {
  const recording = join(FOLDER, `${recordingFile(of)}.json`);
  if (existsSync(recording)) return readJson<Recording>(recording);
  const index = join(FOLDER, 'index.json');
  const { skipped } = existsSync(index) ? readJson<RecordingIndex>(index) : { skipped: [] };
  if (skipped.some((skip) => skip.of === of)) return undefined;
  throw new Error(
    `There is no recording of ${of}. Make it with: node scripts/record-runs.ts (npm start does).`,
  );
}

function readJson<Type>(file: string): Type {
  return JSON.parse(readFileSync(file, 'utf8')) as Type;
}
