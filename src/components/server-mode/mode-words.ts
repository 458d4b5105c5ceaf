/** The words for where telemetry on this page comes from, and what the reader can do about it. */

import type { ConnectionState } from '../../server-client/choose-server.ts';
import type { BootState } from '../../server-client/in-browser.ts';
import { megabytes } from '../../server-client/megabytes.ts';
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
    explanation:
      'You see recordings of the real demo server, made when this site was built. Run replays the start of an exercise; what you set or change needs a server.',
  },
};

const INTERRUPTED: Pick<ModeWords, 'shape' | 'label' | 'explanation'> = {
  shape: 'half',
  label: 'Live, interrupted',
  explanation:
    'Several demo servers share the work on this address, and they cannot reach each other at the moment. Requests are answered. Their spans wait, and come when the connection is back; this page goes on by itself.',
};

export function modeWords(state: ConnectionState, boot: BootState = { type: 'ready' }): ModeWords {
  switch (state.type) {
    case 'connected': {
      const { mode } = state.server;
      const words = { mode, shape: mode === 'recorded' ? 'empty' : 'filled', ...CONNECTED[mode] } as const;
      if (mode === 'in-browser') return { ...words, ...bootWords(boot) };
      if (state.isInterrupted) return { ...words, ...INTERRUPTED };
      if (state.because === undefined) return words;
      return { ...words, explanation: `${state.because} ${words.explanation}`, command: 'npm start' };
    }
    case 'connecting':
      return {
        mode: 'recorded',
        shape: 'half',
        label: 'Connecting',
        explanation:
          'This page is asking the demo server how it is. Until it answers, traces here are recordings.',
      };
    case 'waiting':
      return { mode: 'recorded', shape: 'half', label: 'Server starting', explanation: state.message };
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
  return `fetching PostgreSQL ${megabytes(bytes)} of ${megabytes(totalBytes)} MB`;
}
