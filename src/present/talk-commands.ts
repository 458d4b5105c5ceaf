/** What keys and buttons do on the wall and in the speaker's view alike. */

import { toggleTheme } from '../storage/theme.ts';
import type { DeckCommand } from './deck-keys.ts';
import type { SharedDeck } from './shared-deck.ts';
import { openDialog } from './stage-dialogs.ts';

export type TalkCommand = Exclude<
  DeckCommand,
  'overview' | 'run' | 'down' | 'up' | 'speaker' | 'room' | 'full-screen'
>;

export function talkCommands({ act }: SharedDeck): Readonly<Record<TalkCommand, () => void>> {
  return {
    next: () => act({ type: 'next' }),
    previous: () => act({ type: 'previous' }),
    first: () => act({ type: 'first' }),
    last: () => act({ type: 'last' }),
    black: () => act({ type: 'toggle-black' }),
    live: () => act({ type: 'use-server', server: 'automatic' }),
    'in-browser': () => act({ type: 'use-server', server: 'in-browser' }),
    recorded: () => act({ type: 'use-server', server: 'recorded' }),
    'go-to': () => openDialog('index'),
    help: () => openDialog('help'),
    theme: toggleTheme,
  };
}
