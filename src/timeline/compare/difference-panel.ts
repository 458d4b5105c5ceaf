/** Everything about one row that differs, as a table of two columns: before and after. All of it is set as text. */
import { NOBODY } from '../../trace/analysis/diff/align-children.ts';
import { namesOf } from '../../trace/analysis/diff/count-changes.ts';
import type { TraceDiff } from '../../trace/analysis/diff/trace-diff.ts';
import { knownEndNs } from '../../trace/analysis/known-end.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { newElement } from '../dom/new-element.ts';
import { durationText } from '../layout/duration-text.ts';
import type { CompareModel } from './compare-model.ts';
import { deltaText, valueWords } from './compare-words.ts';

export interface DifferenceLine {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

const MAX_VALUE = 2_000;
const ABSENT = '–';
type ValueOf = (table: TraceReader, span: SpanIndex) => string;

export function differenceLines(diff: TraceDiff, node: number): readonly DifferenceLine[] {
  const value = (table: TraceReader, span: number | undefined, of: ValueOf) =>
    span === undefined || span === NOBODY ? ABSENT : of(table, span as SpanIndex);
  const line = (key: string, of: ValueOf): DifferenceLine => ({
    key,
    before: value(diff.before, diff.a[node], of),
    after: value(diff.after, diff.b[node], of),
  });
  return [
    line('starts at', (table, span) =>
      durationText((table.columns.startNs[span] ?? 0) - table.bounds().startNs),
    ),
    line('length', (table, span) =>
      durationText(knownEndNs(table, span) - (table.columns.startNs[span] ?? 0)),
    ),
    { key: '± length', before: '', after: deltaText(diff.durationDeltaNs(node)) },
    { key: '± self time', before: '', after: deltaText(diff.selfDeltaNs(node)) },
    ...diff.changes(node).map(({ key, a, b }) => ({
      key,
      before: valueWords(a, MAX_VALUE),
      after: valueWords(b, MAX_VALUE),
    })),
  ];
}

export class DifferencePanel {
  readonly element = newElement('section', {
    class: 'differs',
    'aria-label': 'What differs',
    tabindex: '0',
    hidden: '',
  });
  readonly #close: () => void;
  #shown: { readonly model: CompareModel; readonly node: number } | undefined;

  constructor(close: () => void) {
    this.#close = close;
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    });
  }

  present(model: CompareModel, node: number | undefined): void {
    this.element.hidden = node === undefined;
    // Frames come while the reader is at its button, or has marked a part of its text.
    if (node === undefined || (this.#shown?.model === model && this.#shown.node === node)) return;
    this.#shown = { model, node };
    const { service, name } = namesOf(model.diff, node);
    const close = newElement(
      'button',
      { type: 'button', 'aria-label': 'Close', title: 'Close (Escape)' },
      '✕',
    );
    close.addEventListener('click', () => this.#close());
    const head = newElement('tr', {}, newElement('td'), column(model.beforeLabel), column(model.afterLabel));
    const body = differenceLines(model.diff, node).map(({ key, before, after }) =>
      newElement(
        'tr',
        {},
        newElement('th', { scope: 'row' }, key),
        newElement('td', {}, before),
        newElement('td', {}, after),
      ),
    );
    this.element.replaceChildren(
      newElement('header', {}, newElement('p', {}, name, newElement('small', {}, service)), close),
      newElement(
        'table',
        { class: 'pairs' },
        newElement('thead', {}, head),
        newElement('tbody', {}, ...body),
      ),
    );
  }
}

function column(label: string): HTMLElement {
  return newElement('th', { scope: 'col' }, label);
}
