/**
 * The search line: a TraceQL query, how many spans match, the way from one to the next. It and the evaluator are loaded when
 * somebody searches. Matches follow the table as it grows; what does not match is drawn faint.
 *
 * A search that takes longer than a part of a frame goes on in slices between frames, and ends when the next one begins: the
 * newest key wins.
 */
import type { TraceReader } from '../../trace/model/types.ts';
import { type KnownFields, knownFields } from '../../trace/traceql/writing.ts';
import { newElement, setText } from '../dom/new-element.ts';
import { newStyle } from '../dom/new-style.ts';
import type { Timeline } from '../timeline.ts';
import { type Found, findSpans, foundWords } from './find-spans.ts';
import { inSlices } from './in-slices.ts';
import { QUERY_INPUT_STYLE, QueryInput } from './query-input.ts';
import { RowMatches } from './row-matches.ts';

const NOTHING: Found = { type: 'nothing-asked' };
/** Long enough that nobody is told of an error in the middle of a word. */
const PAUSE_MS = 200;
/** With what else a frame takes, well below the 50 ms after which a page feels slow. */
const SLICE_MS = 12;

const STYLE = `
.find{display:flex;flex-wrap:wrap;gap:6px;align-items:center;padding:0 12px 9px;font-size:12.5px}
.find output{flex-basis:100%;color:var(--tt-ink-soft);overflow-wrap:anywhere}.find output:empty{display:none}.find output.bad{color:var(--tt-fail)}
button:disabled{opacity:.5;cursor:default}
`;

export class SearchView {
  readonly #timeline: Timeline;
  readonly #query: QueryInput;
  readonly #words = newElement('output', { id: 'found' });
  readonly #steps: readonly HTMLButtonElement[];
  #found: Found = NOTHING;
  #matches: RowMatches | undefined;
  /** In the order of the rows; once somebody walks from one to the next. */
  #ordered: Int32Array | undefined;
  #at = -1;
  /** Gives up the search that is under way. */
  #giveUp: (() => void) | undefined;
  /** Asked for while it was under way. */
  #stepWhenFound: 1 | -1 | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #known: { readonly version: number; readonly table: TraceReader; readonly fields: KnownFields } | undefined;
  #of: { readonly table: TraceReader; readonly version: number } | undefined;

  constructor(holder: HTMLElement, timeline: Timeline, close: () => void) {
    this.#timeline = timeline;
    const button = (label: string, name: string, act: () => void) => {
      const made = newElement('button', { type: 'button', 'aria-label': name, title: name }, label);
      made.addEventListener('click', act);
      return made;
    };
    this.#steps = [
      button('↑', 'Previous match', () => this.#step(-1)),
      button('↓', 'Next match', () => this.#step(1)),
    ];
    const done = button('✕', 'Close the search', close);
    this.#query = new QueryInput(
      {
        changed: () => this.#changed(),
        entered: (backwards) => this.#enter(backwards ? -1 : 1),
        escaped: close,
        known: () => this.#knownFields(),
      },
      { 'aria-label': 'TraceQL query', 'aria-describedby': 'found', placeholder: '{ status = error }' },
    );
    holder.replaceChildren(
      newStyle(STYLE + QUERY_INPUT_STYLE),
      this.#query.element,
      ...this.#steps,
      done,
      this.#words,
    );
    this.#present();
  }

  open(): void {
    this.#query.input.focus();
    this.#query.input.select();
    this.#search();
  }

  get query(): string {
    return this.#query.value;
  }
  ask(query: string): void {
    this.#query.value = query;
    this.#search();
  }

  close(): void {
    this.#rest();
    this.#of = undefined;
    this.#timeline.setMatches(undefined);
  }

  /** The table may be another, or have grown. A search of what it held before goes on to its end. */
  refresh(): void {
    const { table } = this.#timeline;
    if (this.#of === undefined || (this.#of.table === table && this.#of.version === table.version)) return;
    if (this.#of.table !== table) this.#search();
    else if (this.#giveUp === undefined) this.#search(this.#at);
  }

  /** Marks come at once; of an error nobody is told before they pause. */
  #changed(): void {
    this.#search(-1, (found) => {
      if (found.type === 'error') this.#pause = setTimeout(() => this.#show(found, -1), PAUSE_MS);
      else this.#show(found, -1);
    });
  }

  /** Of the table as it was when the list first opened; looked at again when it has doubled. */
  #knownFields(): KnownFields {
    const { table } = this.#timeline;
    if (this.#known?.table !== table || table.version > 2 * this.#known.version) {
      this.#known = { table, version: table.version, fields: knownFields(table) };
    }
    return this.#known.fields;
  }

  #search(at = -1, then = (found: Found) => this.#show(found, at)): void {
    this.#rest();
    const { table } = this.#timeline;
    this.#of = { table, version: table.version };
    let isFound = false;
    const giveUp = inSlices(findSpans(table, this.#query.value), SLICE_MS, (found) => {
      isFound = true;
      this.#giveUp = undefined;
      if (this.#timeline.table === table) then(found);
      this.refresh();
    });
    if (!isFound) this.#giveUp = giveUp;
  }

  /** Nothing is under way any more, and nothing waits. */
  #rest(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#stepWhenFound = undefined;
  }

  #show(found: Found, at: number): void {
    this.#pause = undefined;
    this.#found = found;
    this.#at = at;
    this.#matches = found.type === 'matches' ? new RowMatches(found.spans) : undefined;
    this.#ordered = undefined;
    this.#timeline.setMatches(this.#matches);
    this.#present();
    const step = this.#stepWhenFound;
    this.#stepWhenFound = undefined;
    if (step !== undefined) this.#step(step);
  }

  /** Enter asks at once, then walks; in a wrong query it goes to what is wrong. */
  #enter(by: 1 | -1): void {
    if (this.#giveUp !== undefined) {
      this.#stepWhenFound = by;
      return;
    }
    if (this.#pause !== undefined) this.#search();
    if (this.#found.type === 'error') this.#query.selectWrong();
    else this.#step(by);
  }

  #step(by: 1 | -1): void {
    if (this.#matches === undefined || this.#matches.spans.size === 0) return;
    this.#ordered ??= this.#matches.inOrder(this.#timeline.rows);
    const { length } = this.#ordered;
    const from = this.#at < 0 && by < 0 ? 0 : this.#at;
    this.#at = (from + by + length) % length;
    this.#timeline.select(this.#ordered[this.#at] ?? -1, { reveal: true, focus: false });
    this.#present();
  }

  #present(): void {
    const found = this.#found;
    setText(this.#words, foundWords(found, this.#timeline.table.spanCount, this.#at));
    this.#words.classList.toggle('bad', found.type === 'error');
    this.#query.markWrong(found.type === 'error' ? found : undefined);
    const cannotStep = found.type !== 'matches' || found.spans.length === 0;
    for (const step of this.#steps) step.disabled = cannotStep;
  }
}
