/**
 * The room for a page of the stage that holds a talk: the talk gets a line to it, so that pages on several machines show the
 * same slide, and phones follow.
 */
import type { SharedDeck } from '../shared-deck.ts';
import { pagePresenterRoom } from './page-ports.ts';
import type { PresenterRoom } from './presenter-room.ts';
import { roomLine } from './room-line.ts';

export interface StageRoom {
  readonly token: string;
  readonly room: PresenterRoom;
}

export function stageRoom(talk: SharedDeck, token: string): StageRoom {
  const room = pagePresenterRoom(token);
  const join = () => talk.join(roomLine(room));
  join();
  // A page that is left gives up its lines; the browser may have kept it, and brings it back (`page-deck.ts`).
  addEventListener('pageshow', ({ persisted }) => persisted && join());
  return { token, room };
}
