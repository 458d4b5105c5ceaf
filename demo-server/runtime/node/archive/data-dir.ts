/** The folder that telemetry is kept in, and what can be wrong with it. */
import path from 'node:path';

const APP = 'telemetry-driven-development';

/** Where programs of this user keep their data, by the customs of the system. */
export function userDataDir(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', APP);
  if (platform === 'win32')
    return path.win32.join(env['LOCALAPPDATA'] || path.win32.join(home, 'AppData', 'Local'), APP);
  const xdg = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a path that is not absolute counts as unset.
  const base = xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, '.local', 'share');
  return path.posix.join(base, APP);
}

/** Telemetry cannot be kept in the folder; `hint` says what to do about it. */
export class DataDirProblem extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
