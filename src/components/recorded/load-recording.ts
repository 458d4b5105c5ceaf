/** The recordings of this build (`scripts/record-runs.ts`), for the pages that show them. Read by the build only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Recording, recordingFile } from '../../server-client/recording.ts';

const FOLDER = 'build/recordings';

export function loadRecording(of: string): Recording {
  const file = join(FOLDER, `${recordingFile(of)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Recording;
  throw new Error(
    `There is no recording of ${of}. Make it with: node scripts/record-runs.ts (npm start does).`,
  );
}
