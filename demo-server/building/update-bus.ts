/**
 * Changes in the building, told to those who look on (`GET /stream`), at whichever replica they do. A listener only hears
 * of its own session. News, and no record: whoever comes again reads the state anew.
 */
import type { Exchange, StreamBounds } from '../exchange/exchange.ts';

export interface BuildingUpdate {
  readonly type: 'work-order-created' | 'device-changed';
  readonly id: number;
  readonly deviceId: number;
}
export interface UpdateBus {
  tell(sessionId: string | null, update: BuildingUpdate): void;
  listen(sessionId: string, listener: (update: BuildingUpdate) => void): () => void;
}

interface Told {
  readonly sessionId: string;
  readonly update: BuildingUpdate;
}
const STREAM = 'building-updates';
const BOUNDS: StreamBounds = { entries: 500, chars: 200_000, keepMs: 60_000 };

export function updateBus(exchange: Exchange): UpdateBus & { close(): void } {
  const listeners = new Map<string, Set<(update: BuildingUpdate) => void>>();
  const deliver = ({ sessionId, update }: Told) => {
    for (const listener of listeners.get(sessionId) ?? []) listener(update);
  };
  const following = exchange.follow(STREAM, 'now', (entries) => {
    for (const { from, data } of entries) if (from !== exchange.replica) deliver(JSON.parse(data) as Told);
  });
  return {
    close: following.stop,
    tell(sessionId, update) {
      if (sessionId === null) return;
      const told: Told = { sessionId, update };
      deliver(told);
      // What nobody else could be told is no news any more when they can.
      exchange.append(STREAM, JSON.stringify(told), BOUNDS).catch(() => {});
    },
    listen(sessionId, listener) {
      const own = (update: BuildingUpdate) => listener(update);
      const set = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, set.add(own));
      return () => {
        set.delete(own);
        if (set.size === 0) listeners.delete(sessionId);
      };
    },
  };
}
