/** What an entry of the log is to those who listen: messages. Head counts and votes are told together, now and then, by `Room`. */
import type { Change } from '../exchange/shared-log.ts';
import type { Happened } from './room-entry.ts';
import { type RoomFacts, votesOf } from './room-facts.ts';
import type { RoomMessage } from './room-protocol.ts';

export function newsOf({ before, after, told }: Change<RoomFacts, Happened>): readonly RoomMessage[] {
  const entry = told?.entry;
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
      const known = new Set(before.figures.past);
      return after.figures.past.flatMap((data) =>
        known.has(data) ? [] : [{ type: 'figure' as const, data }],
      );
    }
    default:
      return [];
  }
}
