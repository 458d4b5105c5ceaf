/**
 * The room for a page of the stage that holds a talk: with the presenter's token it has a line to the room, so that pages on
 * several machines show the same slide, and phones follow. Without a token there is nothing, and nothing is loaded.
 */
import type { SharedDeck } from '../shared-deck.ts';
import { pagePresenterRoom } from './page-ports.ts';
import { presenterToken } from './presenter-keys.ts';
import type { PresenterRoom } from './presenter-room.ts';
import { roomLine } from './room-line.ts';

export interface StageRoom {
  readonly token: string;
  readonly room: PresenterRoom;
}

export function stageRoom(talk: SharedDeck): StageRoom | undefined {
  const token = presenterToken();
  if (token === undefined) return undefined;
  const room = pagePresenterRoom(token);
  talk.join(roomLine(room));
  return { token, room };
}
