/**
 * A timeline that answers to the address: `<trace-timeline deep-links>` goes to the place in the fragment as soon as it has
 * the trace, and again when the fragment changes. It never writes the fragment: that is the page's, and the reader's.
 */
import type { TraceTimeline } from '../trace-timeline.ts';
import { parsePlace } from './place-link.ts';

export class DeepLinks {
  readonly #timeline: TraceTimeline;
  readonly #stop = new AbortController();
  /** Asked for, and not found in any table so far. */
  #wanted: string | undefined;

  constructor(timeline: TraceTimeline) {
    this.#timeline = timeline;
    const { signal } = this.#stop;
    addEventListener('hashchange', () => this.#ask(), { signal });
    timeline.addEventListener('drawn', () => this.#answer(), { signal });
    this.#ask();
  }

  stop(): void {
    this.#stop.abort();
  }

  #ask(): void {
    this.#wanted = location.hash;
    this.#answer();
  }

  #answer(): void {
    const place = this.#wanted === undefined ? undefined : parsePlace(this.#wanted);
    if (place?.traceId === undefined) {
      this.#wanted = undefined;
      return;
    }
    const { table, live } = this.#timeline;
    // While a run goes on, its span may be still to come; the window would move with the end.
    const traceId = table.strings.find(place.traceId);
    if (
      live ||
      traceId === undefined ||
      !table.columns.traceId.subarray(0, table.spanCount).includes(traceId)
    )
      return;
    this.#wanted = undefined;
    this.#timeline.place = place;
    this.#timeline.scrollIntoView({ block: 'nearest' });
  }
}
