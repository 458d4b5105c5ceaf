/**
 * The text twin of the trace: every span as a row of a real table, or groups of like spans with their figures.
 *
 *   (Spans)(Groups)  9 of 40 spans match   Columns: http.route x [add]     [Copy] [CSV]
 *   Start ^  Name         Service  Duration  Self time  Kind  Status ...
 */
import { newElement, setAttribute, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { ChoiceSwitch } from '../choice-switch.ts';
import { ScopeNote } from '../scope-note.ts';
import type { CreateView, TraceView, ViewActions, ViewContext } from '../trace-view.ts';
import { ROW_PX, TableBody } from './table-body.ts';
import { attributeKeys, type TableMode, TableModel } from './table-model.ts';
import { TABLE_STYLE } from './table-style.ts';

export const createTableView: CreateView = (holder, actions) => new TableView(holder, actions);

const MAX_SUGGESTED = 200;
const SAID_FOR_MS = 4_000;

class TableView implements TraceView {
  readonly #actions: ViewActions;
  readonly #model = new TableModel();
  readonly #body: TableBody;
  readonly #switch = new ChoiceSwitch('Rows', { spans: 'Spans', groups: 'Groups' }, (mode) =>
    this.#setMode(mode),
  );
  readonly #count = newElement('span', { role: 'status' });
  readonly #add = newElement('input', {
    type: 'text',
    list: 'tb-keys',
    'aria-label': 'Attribute to show as a column',
    placeholder: 'add an attribute',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #keys = newElement('datalist', { id: 'tb-keys' });
  readonly #attributes = newElement('label', { class: 'tb-add' }, this.#add, this.#keys);
  readonly #chips = newElement('span', { class: 'tb-chips' });
  readonly #scope = new ScopeNote();
  readonly #resized = new ResizeObserver(() => this.#present());
  #context: ViewContext | undefined;
  #selected = -2;
  #keysOf: unknown;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(holder: HTMLElement, actions: ViewActions) {
    this.#actions = actions;
    this.#body = new TableBody({
      sort: (id) => {
        this.#model.sortBy(id);
        this.#body.toTop();
        this.#follow();
      },
      select: (span) => actions.select(span),
    });
    const copy = newElement(
      'button',
      { type: 'button', title: 'Copy these rows as tab-separated values, for a spreadsheet' },
      'Copy rows',
    );
    copy.addEventListener('click', () => void this.#copy());
    const csv = newElement('button', { type: 'button', title: 'Download these rows as CSV' }, 'CSV');
    csv.addEventListener('click', () => this.#download());
    holder.append(
      newStyle(TABLE_STYLE),
      this.#scope.element,
      newElement(
        'div',
        { class: 'tb-bar' },
        this.#switch.element,
        this.#count,
        this.#chips,
        this.#attributes,
        copy,
        csv,
      ),
      this.#body.element,
    );
    this.#listen();
    this.#resized.observe(this.#body.element);
  }

  update(context: ViewContext): void {
    this.#context = context;
    this.#follow();
  }

  focus(): void {
    this.#body.focus();
  }

  dispose(): void {
    this.#resized.disconnect();
    clearTimeout(this.#silence);
  }

  #listen(): void {
    this.#add.addEventListener('focus', () => this.#suggest());
    this.#add.addEventListener('change', () => this.#addAttribute(this.#add.value.trim()));
    // The timeline's keys are letters: in a text field they are letters.
    this.#add.addEventListener('keydown', (event) => event.stopPropagation());
  }

  #setMode(mode: TableMode): void {
    this.#model.mode = mode;
    this.#body.toTop();
    this.#follow();
  }

  #addAttribute(key: string): void {
    this.#add.value = '';
    if (key === '' || this.#model.attributes.includes(key)) return;
    this.#model.attributes = [...this.#model.attributes, key];
    this.#presentChips();
    this.#follow();
  }

  #presentChips(): void {
    const chips = this.#model.attributes.map((key) => {
      const chip = newElement(
        'button',
        { type: 'button', 'aria-label': `Remove the column ${key}` },
        `${key} ✕`,
      );
      chip.addEventListener('click', () => {
        this.#model.attributes = this.#model.attributes.filter((other) => other !== key);
        this.#presentChips();
        this.#follow();
        this.#add.focus();
      });
      return chip;
    });
    this.#chips.replaceChildren(...chips);
  }

  #suggest(): void {
    const table = this.#context?.table;
    if (table === undefined || this.#keysOf === table) return;
    this.#keysOf = table;
    this.#keys.replaceChildren(
      ...attributeKeys(table)
        .slice(0, MAX_SUGGESTED)
        .map((value) => newElement('option', { value })),
    );
  }

  #follow(): void {
    const context = this.#context;
    if (context === undefined) return;
    // Rows follow a replay; figures of a group are of all its calls.
    this.#scope.present(this.#model.mode === 'spans' ? { ...context, asOfNs: undefined } : context);
    const followed = this.#model.follow(context, () => performance.now());
    if (followed === 'later') this.#actions.invalidate();
    if (followed === 'changed' || context.selected !== this.#selected) this.#present();
  }

  #present(): void {
    const context = this.#context;
    if (context === undefined) return;
    const { mode, shown } = this.#model;
    this.#selected = context.selected;
    this.#switch.present(mode);
    this.#attributes.hidden = mode === 'groups';
    this.#chips.hidden = mode === 'groups';
    // A replay tells how many there are itself, and not with every frame.
    setAttribute(this.#count, 'aria-live', context.asOfNs === undefined ? undefined : 'off');
    if (this.#silence === undefined) setText(this.#count, countWords(this.#model, context));
    const contentPx = (shown.count + 1) * ROW_PX + 8;
    this.#body.element.style.height = `min(${contentPx + 14}px, var(--timeline-max-height, clamp(240px, 62lvh, 560px)))`;
    this.#body.present(this.#model, context.selected);
  }

  async #copy(): Promise<void> {
    const { count } = this.#model.shown;
    try {
      await navigator.clipboard.writeText(this.#model.shown.text('tsv'));
      this.#say(`${count.toLocaleString('en')} rows copied.`);
    } catch {
      this.#say('The browser does not let this page copy. Download the CSV instead.');
    }
  }

  #download(): void {
    const url = URL.createObjectURL(new Blob([this.#model.shown.text('csv')], { type: 'text/csv' }));
    const link = newElement('a', { href: url, download: `${this.#model.mode}.csv` });
    link.click();
    // The browser reads it after this task.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.#say(`${this.#model.mode}.csv: ${this.#model.shown.count.toLocaleString('en')} rows.`);
  }

  #say(words: string): void {
    setText(this.#count, words);
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#silence = undefined;
      this.#present();
    }, SAID_FOR_MS);
  }
}

function countWords({ mode, shown }: TableModel, { table, matches, asOfNs }: ViewContext): string {
  const n = (count: number) => count.toLocaleString('en');
  const counted = (count: number, noun: string) => `${n(count)} ${noun}${count === 1 ? '' : 's'}`;
  if (mode === 'spans' && asOfNs !== undefined) {
    const of = matches === undefined ? counted(table.spanCount, 'span') : `the ${n(matches.size)} that match`;
    return `${n(shown.count)} of ${of} ${shown.count === 1 ? 'has' : 'have'} begun`;
  }
  const of =
    matches === undefined ? '' : `, the ${n(matches.size)} of ${n(table.spanCount)} spans that match`;
  return mode === 'spans'
    ? `${counted(shown.count, 'span')}${of}`
    : `${counted(shown.count, 'group')} by service and name${of}`;
}
