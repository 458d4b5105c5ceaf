/**
 * The keys of a talk, as one table: what they do, and the words by which the help and the guide name them. What a pointer
 * for slides sends (PageUp, PageDown, a full stop) is among them.
 */
export type DeckCommand =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'down'
  | 'up'
  | 'overview'
  | 'go-to'
  | 'black'
  | 'run'
  | 'live'
  | 'in-browser'
  | 'recorded'
  | 'speaker'
  | 'room'
  | 'full-screen'
  | 'theme'
  | 'help';

export interface DeckKey {
  readonly command: DeckCommand;
  /** As `KeyboardEvent.key` names them. */
  readonly keys: readonly string[];
  /** As people name them. */
  readonly shown: readonly string[];
  readonly does: string;
  /** Not in the speaker's view, which shows and runs nothing itself. */
  readonly onWallOnly?: true;
}
export interface DeckKeyGroup {
  readonly title: string;
  readonly keys: readonly DeckKey[];
}

export const DECK_KEYS: readonly DeckKeyGroup[] = [
  {
    title: 'Move',
    keys: [
      {
        command: 'next',
        keys: ['ArrowRight', 'PageDown', ' ', 'n'],
        shown: ['→', 'Space', 'Page down', 'N'],
        does: 'Next step or slide',
      },
      {
        command: 'previous',
        keys: ['ArrowLeft', 'PageUp', 'Backspace', 'p'],
        shown: ['←', 'Page up', 'P'],
        does: 'Back',
      },
      { command: 'first', keys: ['Home'], shown: ['Home'], does: 'First slide' },
      { command: 'last', keys: ['End'], shown: ['End'], does: 'Last slide' },
      { command: 'go-to', keys: ['g'], shown: ['G'], does: 'Go to a slide by its title' },
      {
        command: 'overview',
        keys: ['o', 'Escape'],
        shown: ['O', 'Esc'],
        does: 'All slides; Enter opens the one that is marked',
        onWallOnly: true,
      },
    ],
  },
  {
    title: 'On an exercise',
    keys: [
      {
        command: 'run',
        keys: ['Control+Enter', 'Meta+Enter'],
        shown: ['Ctrl Enter'],
        does: 'Run it',
        onWallOnly: true,
      },
      {
        command: 'down',
        keys: ['ArrowDown'],
        shown: ['↓'],
        does: 'Further down the exercise',
        onWallOnly: true,
      },
      { command: 'up', keys: ['ArrowUp'], shown: ['↑'], does: 'Further up', onWallOnly: true },
    ],
  },
  {
    title: 'When something breaks',
    keys: [
      { command: 'in-browser', keys: ['i'], shown: ['I'], does: 'Run in this browser from now on' },
      { command: 'recorded', keys: ['r'], shown: ['R'], does: 'Show the recordings from now on' },
      { command: 'live', keys: ['l'], shown: ['L'], does: 'Back to the live server' },
      { command: 'black', keys: ['b', '.'], shown: ['B', '.'], does: 'Black screen, and back' },
    ],
  },
  {
    title: 'Around the talk',
    keys: [
      {
        command: 'speaker',
        keys: ['s'],
        shown: ['S'],
        does: "Speaker's view, in a second window",
        onWallOnly: true,
      },
      {
        command: 'room',
        keys: ['w'],
        shown: ['W'],
        does: 'The room on the wall, for the presenter: QR code, four graphs, newest traces',
        onWallOnly: true,
      },
      { command: 'full-screen', keys: ['f'], shown: ['F'], does: 'Full screen', onWallOnly: true },
      { command: 'theme', keys: ['t'], shown: ['T'], does: 'Light or dark' },
      { command: 'help', keys: ['?', 'h'], shown: ['?', 'H'], does: 'These keys' },
    ],
  },
];

const COMMANDS = new Map(
  DECK_KEYS.flatMap(({ keys }) =>
    keys.flatMap((entry) => entry.keys.map((key) => [key, entry.command] as const)),
  ),
);

export interface Keystroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Letters mean the same with and without Shift; with any other modifier a key is the browser's, except as listed. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Keystroke): DeckCommand | undefined {
  if (altKey) return undefined;
  const modifier = ctrlKey ? 'Control+' : metaKey ? 'Meta+' : '';
  return COMMANDS.get(modifier + (key.length === 1 ? key.toLowerCase() : key));
}
