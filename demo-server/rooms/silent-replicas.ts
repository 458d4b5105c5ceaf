/**
 * Replicas that listeners of a room are at, and that were not heard of for a while: they were killed, or cannot reach the
 * others. Whoever notices writes it down, so that it is so for all; who was only slow says that it is back.
 */
import type { Clock } from '../clock.ts';
import type { RoomFacts } from './room-facts.ts';

/** A replica with lines tells each second. */
const SILENT_MS = 6_000;

export class SilentReplicas {
  readonly #clock: Clock;
  readonly #own: string;
  readonly #heardMs = new Map<string, number>();

  constructor(clock: Clock, own: string) {
    this.#clock = clock;
    this.#own = own;
  }

  heard(replica: string): void {
    this.#heardMs.set(replica, this.#clock.now());
  }
  /** While nobody could be heard, nobody was silent. */
  startAnew(): void {
    this.#heardMs.clear();
  }
  among({ lines, figures }: RoomFacts): readonly string[] {
    const nowMs = this.#clock.now();
    const told = [...figures.replicas].flatMap(([replica, { isTelling }]) => (isTelling ? [replica] : []));
    const expected = new Set([...lines.keys(), ...told]);
    expected.delete(this.#own);
    return [...expected].filter((replica) => {
      const heardMs = this.#heardMs.get(replica) ?? nowMs;
      this.#heardMs.set(replica, heardMs);
      return nowMs - heardMs > SILENT_MS;
    });
  }
}
