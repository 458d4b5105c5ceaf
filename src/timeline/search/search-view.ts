/**
 * The search line: a TraceQL query, how many spans match, the way from one to the next. It and the evaluator are loaded when
 * somebody searches. Matches follow the table as it grows; what does not match is drawn faint.
 */
import type { TraceReader } from '../../trace/model/types.ts';
import { type KnownFields, knownFields } from '../../trace/traceql/writing.ts';
import { newElement, setText } from '../dom/new-element.ts';
import type { Timeline } from '../timeline.ts';
import { type Found, findSpans, foundWords } from './find-spans.ts';
import { QUERY_INPUT_STYLE, QueryInput } from './query-input.ts';
import { RowMatches } from './row-matches.ts';

const NOTHING: Found = { type: 'nothing-asked' };
/** Long enough that nobody is told of an error in the middle of a word. */
const PAUSE_MS = 200;

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
  #at = -1;
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
      newElement('style', {}, STYLE + QUERY_INPUT_STYLE),
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
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#of = undefined;
    this.#timeline.setMatches(undefined);
  }

  /** The table may be another, or have grown. */
  refresh(): void {
    const { table } = this.#timeline;
    if (this.#of !== undefined && (this.#of.table !== table || this.#of.version !== table.version)) {
      this.#search(this.#of.table === table ? this.#at : -1);
    }
  }

  /** Marks come at once; of an error nobody is told before they pause. */
  #changed(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    const found = findSpans(this.#timeline.table, this.#query.value);
    if (found.type === 'error') this.#pause = setTimeout(() => this.#search(), PAUSE_MS);
    else this.#search(-1, found);
  }

  /** Of the table as it was when the list first opened; looked at again when it has doubled. */
  #knownFields(): KnownFields {
    const { table } = this.#timeline;
    if (this.#known?.table !== table || table.version > 2 * this.#known.version) {
      this.#known = { table, version: table.version, fields: knownFields(table) };
    }
    return this.#known.fields;
  }

  #search(at = -1, known?: Found): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    const { table } = this.#timeline;
    this.#of = { table, version: table.version };
    const found = known ?? findSpans(table, this.#query.value);
    if (found.type === 'matches') {
      const { rowOf } = this.#timeline;
      const spans = [...found.spans].sort((a, b) => rowOf(a) - rowOf(b) || a - b);
      this.#found = { type: 'matches', spans };
      this.#timeline.setMatches(new RowMatches(spans));
    } else {
      this.#found = found;
      this.#timeline.setMatches(undefined);
    }
    this.#at = at;
    this.#present();
  }

  /** Enter asks at once, then walks; in a wrong query it goes to what is wrong. */
  #enter(by: 1 | -1): void {
    if (this.#pause !== undefined) this.#search();
    if (this.#found.type === 'error') this.#query.selectWrong();
    else this.#step(by);
  }

  #step(by: 1 | -1): void {
    if (this.#found.type !== 'matches' || this.#found.spans.length === 0) return;
    const { spans } = this.#found;
    const from = this.#at < 0 && by < 0 ? 0 : this.#at;
    this.#at = (from + by + spans.length) % spans.length;
    this.#timeline.select(spans[this.#at] ?? -1, { reveal: true, focus: false });
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
