/** The phones of a room as this replica deals with them: their turns at its taps, and their lines to it. */
import type { RoomFacts } from './room-facts.ts';
import type { Tapper } from './tap-admission.ts';

/** Flats of the building, one for each phone, round and round. */
const UNITS = 24;

export interface Phone extends Tapper {
  readonly id: string;
  readonly number: number;
  readonly unitId: number;
  /** Pages of this phone that listen at this replica. */
  lines: number;
}

export class RoomPhones {
  readonly #known = new Map<string, Phone>();

  /** Undefined for one that never joined, or was forgotten. */
  of({ phones }: RoomFacts, id: string): Phone | undefined {
    const facts = phones.get(id);
    if (facts === undefined) {
      this.#known.delete(id);
      return undefined;
    }
    const known = this.#known.get(id);
    if (known?.number === facts.number) return known;
    const phone: Phone = {
      id,
      number: facts.number,
      unitId: ((facts.number - 1) % UNITS) + 1,
      admittedMs: Number.NEGATIVE_INFINITY,
      lines: 0,
    };
    this.#known.set(id, phone);
    return phone;
  }
  /** Numbers of those that listen here. */
  get listening(): readonly number[] {
    return [...this.#known.values()].flatMap(({ number, lines }) => (lines > 0 ? [number] : []));
  }
  forgetAllBut({ phones }: RoomFacts): void {
    for (const id of this.#known.keys()) if (!phones.has(id)) this.#known.delete(id);
  }
  get size(): number {
    return this.#known.size;
  }
}
