/**
 * A line to write TraceQL in: coloured, completed, and wrong places underlined where they are. The input is a real input
 * with transparent text; the colours are a copy of its text behind it, scrolled along.
 *
 *   +- .q ------------------------------------+
 *   | <pre> { status = eror }                 |   coloured copy, wavy under `eror`
 *   | <input>                                 |   caret, selection, what screen readers read
 *   +-----------------------------------------+
 *   | ul role=listbox: error, unset ...       |   the focus stays in the input
 */
import {
  type Completion,
  completeTraceQL,
  highlightTraceQL,
  type KnownFields,
} from '../../trace/traceql/writing.ts';
import { newElement, setAttribute } from '../dom/new-element.ts';

export interface QueryInputActions {
  /** At each change of the text. */
  changed(text: string): void;
  /** Enter, when no completion is chosen. */
  entered(backwards: boolean): void;
  escaped(): void;
  /** Asked when the list opens. */
  known(): KnownFields;
}

export const QUERY_INPUT_STYLE = `
.q{position:relative;flex:1 1 220px;min-width:0;font:400 12.5px/26px var(--tt-mono,var(--font-mono))}
.q pre,.q input{margin:0;padding:0 9px;height:28px;width:100%;box-sizing:border-box;font:inherit;letter-spacing:0;border:1px solid transparent;border-radius:6px;white-space:pre;overflow:hidden;tab-size:1}
.q pre{position:absolute;inset:0;pointer-events:none;color:var(--tt-ink,var(--ink));background:var(--tt-ground,var(--ground))}
.q input{position:relative;background:none;color:transparent;caret-color:var(--tt-ink,var(--ink));border-color:var(--tt-line,var(--line))}
.q input::placeholder{color:var(--tt-ink-faint,var(--ink-faint));opacity:1}
.q input::selection{color:transparent;background:color-mix(in oklab,var(--focus,#7fb0ff) 35%,transparent)}
.q input:focus-visible{outline:2px solid var(--focus,#7fb0ff);outline-offset:1px}
.q input[aria-invalid]{border-color:var(--tt-fail,var(--fail))}
.q .field{color:var(--trace,#7a4fd4)}.q .text{color:var(--metric,#0a736b)}.q .number{color:var(--log,#8f5300)}.q .word{font-weight:600}.q .operator{color:var(--tt-ink-soft,var(--ink-soft))}
.q .bad{text-decoration:underline wavy var(--tt-fail,var(--fail));text-underline-offset:3px}
.q ul{position:absolute;z-index:30;inset-block-start:100%;inset-inline-start:0;margin:3px 0 0;padding:4px;min-width:220px;max-width:min(100%,560px);max-height:236px;overflow:auto;list-style:none;background:var(--tt-raised,var(--raised,var(--tt-ground)));border:1px solid var(--tt-line,var(--line));border-radius:8px;box-shadow:var(--shadow,0 8px 24px rgb(0 0 0/25%))}
.q ul[hidden]{display:none}
.q li{margin:0;padding:0 8px;line-height:26px;border-radius:5px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--tt-ink,var(--ink));cursor:pointer}
.q li[aria-selected=true]{background:color-mix(in oklab,var(--accent,#7a4fd4) 18%,transparent)}
@media(forced-colors:active){.q pre{display:none}.q input{color:CanvasText}.q li[aria-selected=true]{outline:2px solid Highlight}}
`;

let lists = 0;

export class QueryInput {
  readonly element = newElement('div', { class: 'q' });
  readonly input: HTMLInputElement;
  readonly #copy = newElement('pre', { 'aria-hidden': 'true' });
  readonly #list: HTMLUListElement;
  readonly #actions: QueryInputActions;
  #completion: Completion | undefined;
  /** -1: the list is open, nothing is chosen yet. */
  #chosen = -1;
  #wrong: { readonly from: number; readonly to: number } | undefined;

  constructor(actions: QueryInputActions, attributes: Readonly<Record<string, string>>) {
    this.#actions = actions;
    const listId = `traceql-options-${++lists}`;
    this.#list = newElement('ul', { id: listId, role: 'listbox', 'aria-label': 'Completions', hidden: '' });
    this.input = newElement('input', {
      type: 'text',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': listId,
      autocomplete: 'off',
      autocapitalize: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
      ...attributes,
    });
    this.element.append(this.#copy, this.input, this.#list);
    this.input.addEventListener('input', () => {
      this.#wrong = undefined;
      this.#paint();
      this.#offer(false);
      actions.changed(this.input.value);
    });
    this.input.addEventListener('keydown', (event) => this.#key(event));
    for (const type of ['scroll', 'keyup', 'select', 'click'] as const) {
      this.input.addEventListener(type, () => this.#follow());
    }
    this.input.addEventListener('blur', () => this.#close());
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const item = event.target instanceof HTMLElement ? event.target.closest('li') : null;
      if (item !== null) this.#take([...this.#list.children].indexOf(item));
    });
  }

  get value(): string {
    return this.input.value;
  }
  set value(text: string) {
    if (this.input.value === text) return;
    this.input.value = text;
    this.#paint();
  }

  /** Underlines what is wrong; nothing, when the query is right. */
  markWrong(wrong: { readonly from: number; readonly to: number } | undefined): void {
    this.#wrong = wrong;
    setAttribute(this.input, 'aria-invalid', wrong === undefined ? undefined : 'true');
    this.#paint();
  }

  selectWrong(): void {
    if (this.#wrong !== undefined) this.input.setSelectionRange(this.#wrong.from, this.#wrong.to);
  }

  #key(event: KeyboardEvent): void {
    const { key } = event;
    const isOpen = this.#completion !== undefined;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (isOpen) this.#choose(key === 'ArrowDown' ? 1 : -1);
      else this.#offer(true);
    } else if (key === ' ' && event.ctrlKey) this.#offer(true);
    else if ((key === 'Enter' || (key === 'Tab' && !event.shiftKey)) && isOpen && this.#chosen >= 0)
      this.#take(this.#chosen);
    else if (key === 'Enter') {
      this.#close();
      this.#actions.entered(event.shiftKey);
    } else if (key === 'Escape') {
      if (isOpen) this.#close();
      else this.#actions.escaped();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** While typing only in the middle of a word, or where values are due; on request anywhere. */
  #offer(isAsked: boolean): void {
    const caret = this.input.selectionStart ?? this.input.value.length;
    const completion = completeTraceQL(this.input.value, caret, this.#actions.known());
    const isHelpful =
      completion !== undefined &&
      (isAsked || completion.to > completion.from || completion.options[0]?.type === 'value');
    if (!isHelpful) {
      this.#close();
      return;
    }
    this.#completion = completion;
    this.#chosen = isAsked ? 0 : -1;
    this.#list.replaceChildren(
      ...completion.options.map(({ text }, index) =>
        newElement(
          'li',
          { role: 'option', id: `${this.#list.id}-${index}`, 'aria-selected': 'false' },
          text.trim(),
        ),
      ),
    );
    this.#list.hidden = false;
    this.#choose(0);
  }

  #choose(by: number): void {
    const count = this.#completion?.options.length ?? 0;
    if (count === 0) return;
    if (by !== 0) this.#chosen = (Math.max(this.#chosen, by > 0 ? -1 : 0) + by + count) % count;
    for (const [index, item] of [...this.#list.children].entries()) {
      item.setAttribute('aria-selected', String(index === this.#chosen));
      if (index === this.#chosen) item.scrollIntoView({ block: 'nearest' });
    }
    this.input.setAttribute('aria-expanded', 'true');
    const active = this.#chosen >= 0 ? `${this.#list.id}-${this.#chosen}` : undefined;
    setAttribute(this.input, 'aria-activedescendant', active);
  }

  #take(index: number): void {
    const completion = this.#completion;
    const option = completion?.options[index];
    if (completion === undefined || option === undefined) return;
    this.input.setRangeText(option.text, completion.from, completion.to, 'end');
    this.#close();
    this.#wrong = undefined;
    this.#paint();
    this.#actions.changed(this.input.value);
  }

  #close(): void {
    this.#completion = undefined;
    this.#chosen = -1;
    this.#list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    setAttribute(this.input, 'aria-activedescendant', undefined);
  }

  #paint(): void {
    const text = this.input.value;
    const pieces: Node[] = [];
    let end = 0;
    const plain = (to: number) => {
      if (to > end) pieces.push(document.createTextNode(text.slice(end, to)));
      end = Math.max(end, to);
    };
    for (const { type, from, to } of this.#parts(text)) {
      plain(from);
      pieces.push(newElement('span', { class: type }, text.slice(from, to)));
      end = to;
    }
    plain(text.length);
    this.#copy.replaceChildren(...pieces);
    this.#follow();
  }

  /** The coloured parts, cut where the wrong place begins and ends. */
  #parts(text: string): readonly { readonly type: string; readonly from: number; readonly to: number }[] {
    const parts = highlightTraceQL(text);
    const wrong = this.#wrong;
    if (wrong === undefined) return parts;
    // A place of no length, such as the end of the query, is shown on what stands before it.
    const to = Math.min(Math.max(wrong.to, wrong.from + 1), text.length);
    const from = Math.max(0, Math.min(wrong.from, to - 1));
    const outside = parts.flatMap((part) =>
      [
        { ...part, to: Math.min(part.to, from) },
        { ...part, from: Math.max(part.from, to) },
      ].filter((piece) => piece.to > piece.from),
    );
    return [...outside, { type: 'bad', from, to }].sort((a, b) => a.from - b.from);
  }

  #follow(): void {
    this.#copy.scrollLeft = this.input.scrollLeft;
  }
}
