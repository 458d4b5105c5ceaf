/** The words for where telemetry on this page comes from, and what the reader can do about it. */

import type { ConnectionState } from '../../server-client/choose-server.ts';
import type { BootState } from '../../server-client/in-browser.ts';
import type { ServerMode } from '../../server-client/port.ts';

export interface ModeWords {
  readonly mode: ServerMode;
  /** The shape beside the label, so that colour is never alone. */
  readonly shape: 'filled' | 'half' | 'empty';
  readonly label: string;
  /** How far a server that is being fetched has come; changes often. */
  readonly progress?: string;
  readonly explanation: string;
  /** A command to type, when one would help. */
  readonly command?: string;
}

const CONNECTED: Readonly<Record<ServerMode, Pick<ModeWords, 'label' | 'explanation'>>> = {
  live: {
    label: 'Live server',
    explanation:
      'A demo server answers on this address. Every run on this page is a real request to it, and every span comes from it.',
  },
  'in-browser': {
    label: 'In your browser',
    explanation:
      'The demo server runs inside this page: the same services and a real PostgreSQL, in a worker. Every span comes from there; nothing leaves your computer.',
  },
  recorded: {
    label: 'Recorded',
    explanation: 'What you see was recorded earlier from the real demo server.',
  },
};

export function modeWords(state: ConnectionState, boot: BootState = { type: 'ready' }): ModeWords {
  switch (state.type) {
    case 'connected': {
      const { mode } = state.server;
      const words = { mode, shape: 'filled', ...CONNECTED[mode] } as const;
      return mode === 'in-browser' ? { ...words, ...bootWords(boot) } : words;
    }
    case 'connecting':
      return {
        mode: 'recorded',
        shape: 'half',
        label: 'Connecting',
        explanation: 'This page is asking the demo server how it is.',
      };
    case 'waiting':
      return { mode: 'recorded', shape: 'half', label: 'Server starting', explanation: state.message };
    case 'unreachable':
      return {
        mode: 'recorded',
        shape: 'empty',
        label: 'No server',
        explanation: `${state.message} Text and drawings work; exercises cannot run.`,
        command: 'npm start',
      };
  }
}

function bootWords(boot: BootState): Partial<ModeWords> {
  switch (boot.type) {
    case 'ready':
    case 'failed':
      return {};
    case 'starting':
      return { shape: 'half', progress: 'starting PostgreSQL' };
    case 'fetching':
      return { shape: 'half', progress: fetchingWords(boot.bytes, boot.totalBytes) };
    case 'asleep':
      return {
        shape: 'half',
        explanation:
          'No demo server answers on this address, so this page brings its own: the same services and a real PostgreSQL, in a worker. The first run fetches it, about 6 MB, once.',
      };
  }
}

function fetchingWords(bytes: number, totalBytes: number): string {
  if (totalBytes === 0) return 'fetching PostgreSQL';
  return `fetching PostgreSQL ${(bytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;
}
