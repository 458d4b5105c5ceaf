/** What an entry of the log is to those who listen: messages. Head counts and votes are told together, now and then, by `Room`. */
import type { Change } from '../exchange/shared-log.ts';
import { readEntry } from './room-entry.ts';
import { type RoomFacts, votesOf } from './room-facts.ts';
import type { RoomMessage } from './room-protocol.ts';

export function newsOf({ before, after, told }: Change<RoomFacts>): readonly RoomMessage[] {
  const entry = told && readEntry(told.data, told.from)?.entry;
  switch (entry?.type) {
    case 'said': {
      const isSame = JSON.stringify(before.place) === JSON.stringify(after.place);
      return [
        ...(isSame || after.place === null ? [] : [{ type: 'place' as const, data: after.place }]),
        ...(entry.talk === undefined ? [] : [{ type: 'talk' as const, data: entry.talk }]),
      ];
    }
    case 'asked': {
      const votes = votesOf(after);
      return [
        { type: 'poll', data: after.poll },
        ...(votes === null ? [] : [{ type: 'votes' as const, data: votes }]),
      ];
    }
    case 'second': {
      const last = before.figures.past.at(-1);
      const from = last === undefined ? 0 : after.figures.past.indexOf(last) + 1;
      return after.figures.past.slice(from).map((data) => ({ type: 'figure', data }));
    }
    default:
      return [];
  }
}
