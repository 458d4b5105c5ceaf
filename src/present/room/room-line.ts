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
      let code: string | undefined;
      return room.state.subscribe(({ status, view }) => {
        if (status !== 'open' || view?.presenterOnly === undefined) {
          // Whatever the room is when it is back, it is asked anew.
          code = undefined;
          return;
        }
        const { talk } = view.presenterOnly;
        const isNew = code !== view.code;
        code = view.code;
        if (talk !== null && talk !== heard) {
          heard = talk;
          const message = { type: 'state', from: 'room', state: talk['state'] };
          if (readDeckMessage(message)) return listener(message);
        }
        // It knows nothing yet, or has forgotten: whoever is here says where the talk is.
        if (isNew && talk === null) listener({ type: 'hello', from: 'room' });
      });
    },
  };
}
