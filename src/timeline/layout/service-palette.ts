/**
 * Which service has which of the eight colours: first seen, first served (a hash of the name would give two of six
 * services the same colour more often than not). After the eighth service the order starts again. Services named
 * beforehand keep their places, seen or not, so that a site can give them the same colours on every page.
 */
import type { TraceReader } from '../../trace/model/types.ts';

export const SERVICE_COLOURS = 8;

export class ServicePalette {
  readonly #slots = new Map<number, number>();
  readonly #known: readonly string[];
  #others = 0;
  #seen = 0;

  constructor(known: readonly string[] = []) {
    this.#known = known;
  }

  /** Reads the spans that came since the last call. */
  extend(table: TraceReader): void {
    const { spanCount } = table;
    const { service: services } = table.columns;
    for (let span = this.#seen; span < spanCount; span++) {
      const service = services[span] ?? 0;
      if (service === services[span - 1] || this.#slots.has(service)) continue;
      const place = this.#known.indexOf(table.strings.get(service));
      this.#slots.set(service, place < 0 ? this.#known.length + this.#others++ : place);
    }
    this.#seen = spanCount;
  }

  get serviceCount(): number {
    return this.#slots.size;
  }

  /** 0 to 7. */
  slotOf(service: number): number {
    return (this.#slots.get(service) ?? 0) % SERVICE_COLOURS;
  }

  /** The services in the order in which they were seen, as string ids. */
  services(): IterableIterator<number> {
    return this.#slots.keys();
  }
}
