/** The words for where telemetry on this page comes from, and what the reader can do about it. */
import type { ConnectionState } from '../../server-client/page-connection.ts';
import type { ServerMode } from '../../server-client/port.ts';

export interface ModeWords {
  readonly mode: ServerMode;
  /** The shape beside the label, so that colour is never alone. */
  readonly shape: 'filled' | 'half' | 'empty';
  readonly label: string;
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
    explanation: 'The demo server runs inside this page, in a worker. Every span comes from there.',
  },
  recorded: {
    label: 'Recorded',
    explanation: 'What you see was recorded earlier from the real demo server.',
  },
};

export function modeWords(state: ConnectionState): ModeWords {
  switch (state.type) {
    case 'connected':
      return { mode: state.server.mode, shape: 'filled', ...CONNECTED[state.server.mode] };
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
        explanation:
          'No demo server answers on this address, so exercises cannot run. Text and drawings work. Start it in the project folder with the command below; this page finds it by itself.',
        command: 'npm start',
      };
  }
}
