/** An exchange that can be interrupted: as over a network, what is appended waits, and what others say is heard afterwards. */
import {
  type Entry,
  type Exchange,
  type ExchangeState,
  type Hear,
  Unreachable,
} from '../../demo-server/exchange/exchange.ts';

export interface BreakableExchange extends Exchange {
  interrupt(): void;
  /** Never, for a replica that was killed. */
  mend(): void;
}

export function breakable(exchange: Exchange): BreakableExchange {
  let state: ExchangeState = { type: 'reachable' };
  const isCut = () => state.type === 'interrupted';
  const listeners = new Set<(state: ExchangeState) => void>();
  const waiting: (() => void)[] = [];
  const change = (next: ExchangeState) => {
    state = next;
    for (const listener of listeners) listener(state);
  };
  /** Now, or when it is mended. */
  const later = <T>(go: () => Promise<T>): Promise<T> => {
    if (!isCut()) return go();
    return new Promise((resolve, reject) => waiting.push(() => void go().then(resolve, reject)));
  };
  const ask = <T>(question: () => Promise<T>): Promise<T> =>
    isCut() ? Promise.reject(new Unreachable()) : question();
  return {
    replica: exchange.replica,
    kind: exchange.kind,
    get state() {
      return state;
    },
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    append: (stream, data, bounds) => later(() => exchange.append(stream, data, bounds)),
    follow(stream, after, hear: Hear) {
      const missed: Entry[] = [];
      const hearMissed = () => {
        if (missed.length > 0) hear(missed.splice(0));
      };
      return exchange.follow(stream, after, (entries) => {
        if (isCut() && missed.length === 0) waiting.push(hearMissed);
        missed.push(...entries);
        if (!isCut()) hearMissed();
      });
    },
    newest: (stream) => ask(() => exchange.newest(stream)),
    drop: (stream) => ask(() => exchange.drop(stream)),
    get: (key) => ask(() => exchange.get(key)),
    set: (key, value, how) => ask(() => exchange.set(key, value, how)),
    remove: (key) => ask(() => exchange.remove(key)),
    take: (key, rate, wanted) => exchange.take(key, rate, wanted),
    hold: (key, atOnce) => exchange.hold(key, atOnce),
    close: () => exchange.close(),
    interrupt: () => change({ type: 'interrupted', sinceUnixMs: 0, waiting: 0, dropped: 0 }),
    mend() {
      change({ type: 'reachable' });
      for (const go of waiting.splice(0)) go();
    },
  };
}
