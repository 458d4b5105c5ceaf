/** The words for where telemetry on this page comes from, and what the reader can do about it. */
import type { ServerMode } from '../../server-client/port.ts';
import type { Health } from './health.ts';

export interface ModeWords {
  readonly mode: ServerMode;
  /** Picks the shape beside the label, so that colour is never alone. */
  readonly shape: 'filled' | 'half' | 'empty';
  readonly label: string;
  readonly explanation: string;
  /** A command to type, when one would help. */
  readonly command?: string;
}

const DATABASES: Readonly<Record<string, string>> = {
  pglite: 'PostgreSQL inside the server process (PGlite)',
  postgresql: 'a PostgreSQL server',
};

export function modeWords(health: Health): ModeWords {
  switch (health.type) {
    case 'up':
      return {
        mode: 'live',
        shape: 'filled',
        label: 'Live server',
        explanation: `A demo server ${health.version} answers on this address and keeps its data in ${DATABASES[health.database] ?? health.database}. Every run on this page is a real request to it.`,
      };
    case 'not-ready':
      return {
        mode: 'recorded',
        shape: 'half',
        label: health.status === 'starting' ? 'Server starting' : 'Server failing',
        explanation: `The demo server says: ${health.reason}. This page asks again every few seconds.`,
      };
    case 'absent':
      return {
        mode: 'recorded',
        shape: 'empty',
        label: 'No server',
        explanation:
          'No demo server answers here, so exercises cannot run. Text and drawings work. In the project folder, start one with the command below; this page notices by itself.',
        command: 'npm start',
      };
  }
}
