/**
 * The room as a line between the windows of a talk, so that a speaker's view on another machine leads the wall: what one of
 * the presenter's pages says goes to the room, and from there to the others; phones are told the place alone.
 */
import { readDeckMessage } from '../deck-message.ts';
import type { DeckLine } from '../shared-deck.ts';
import type { PresenterRoom } from './presenter-room.ts';

export function roomLine(room: PresenterRoom): DeckLine {
  return {
    send(message) {
      if (message.type !== 'state' || message.from === 'room') return;
      const { section, step, black } = message.state;
      room.say({ section, step, black, talk: { state: message.state } });
    },
    listen(listener) {
      let heard: unknown;
      /** The room that was told that somebody is here, since it last knew where the talk is. */
      let told: string | undefined;
      return room.state.subscribe(({ status, view }) => {
        if (status !== 'open' || view?.presenterOnly === undefined) {
          told = undefined;
          return;
        }
        const { talk } = view.presenterOnly;
        if (talk !== null) {
          told = undefined;
          if (talk === heard) return;
          heard = talk;
          const message = { type: 'state', from: 'room', state: talk['state'] };
          if (readDeckMessage(message)) listener(message);
          return;
        }
        // It knows nothing yet, or has forgotten, perhaps without the line's having been seen to break: another window
        // opened it again first. Whoever is here says where the talk is.
        if (told === view.code) return;
        told = view.code;
        listener({ type: 'hello', from: 'room' });
      });
    },
  };
}
