/** Changes in the building, told to those who look on (`GET /stream`). A listener only hears of its own session. */
export interface BuildingUpdate {
  readonly type: 'work-order-created' | 'device-changed';
  readonly id: number;
  readonly deviceId: number;
}
export interface UpdateBus {
  tell(sessionId: string | null, update: BuildingUpdate): void;
  listen(sessionId: string, listener: (update: BuildingUpdate) => void): () => void;
}

export function updateBus(): UpdateBus {
  const listeners = new Map<string, Set<(update: BuildingUpdate) => void>>();
  return {
    tell(sessionId, update) {
      if (sessionId === null) return;
      for (const listener of listeners.get(sessionId) ?? []) listener(update);
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
