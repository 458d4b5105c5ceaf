/**
 * Opens files in the timeline: dropped, pasted or picked. What could be read is shown, what could not is listed with its
 * place and what to do; of several traces in one file one is chosen, or all are shown.
 *
 *   [ Drop a file here, paste its text, or [Choose files] ]
 *   shop.json: OTLP JSON, 28 spans.   2 left out: no valid span id   >
 *   Trace [All 3 traces v]            [Back to what was shown] [Close]
 */
import { spansOfTrace, summariseTraces, type TraceSummary } from '../../../trace/analysis/trace-summaries.ts';
import { type ImportReport, KNOWN_FORMATS } from '../../../trace/formats/import-report.ts';
import { toOtlpTraces } from '../../../trace/model/otlp-encode.ts';
import { SpanTable } from '../../../trace/model/span-table.ts';
import { buildTraceTree } from '../../../trace/model/trace-tree.ts';
import type { TraceReader } from '../../../trace/model/types.ts';
import { newElement, setText } from '../../dom/new-element.ts';
import { durationText } from '../../layout/duration-text.ts';
import type { Given, OpenTool, ToolSlot, TraceTool } from '../trace-tool.ts';
import { LARGE_BYTES, readFile } from './read-file.ts';
import { counted, issueSentence, reportSentence } from './report-words.ts';

/** A longer list helps nobody; what is left out is counted. */
const MAX_CHOICES = 500;

export const openFileTool: OpenTool = (slot, given) => new OpenFile(slot, given);

class OpenFile implements TraceTool {
  readonly #slot: ToolSlot;
  readonly #input = newElement('input', {
    type: 'file',
    multiple: '',
    class: 'vh',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  readonly #status = newElement('p', { role: 'status', class: 'of-status' });
  readonly #issues = newElement('div', { class: 'of-issues' });
  readonly #choice = newElement('select', {});
  readonly #chooser = newElement('label', { class: 'of-choice', hidden: '' }, 'Trace ', this.#choice);
  readonly #back = newElement('button', { type: 'button', hidden: '' }, 'Back to what was shown');
  readonly #before: TraceReader;
  #whole: SpanTable | undefined;
  /** The reading that counts: one begun later makes the earlier void. */
  #reading = 0;

  constructor(slot: ToolSlot, given: Given | undefined) {
    this.#slot = slot;
    this.#before = slot.timeline.table;
    const pick = newElement('button', { type: 'button' }, 'Choose files');
    pick.addEventListener('click', () => this.#input.click());
    const close = newElement('button', { type: 'button' }, 'Close');
    close.addEventListener('click', () => slot.close());
    const target = newElement(
      'div',
      { class: 'of-target' },
      newElement('span', {}, 'Drop a file here, paste its text, or '),
      pick,
      newElement('small', {}, `${KNOWN_FORMATS}; gzipped or not. It stays on this page.`),
    );
    slot.holder.append(
      newElement('style', {}, STYLE),
      this.#input,
      target,
      this.#status,
      this.#issues,
      newElement('div', { class: 'of-row' }, this.#chooser, this.#back, close),
    );
    this.#input.addEventListener('change', () => {
      void this.#open([...(this.#input.files ?? [])]);
      this.#input.value = '';
    });
    this.#choice.addEventListener('change', () => this.#show(this.#choice.value));
    this.#back.addEventListener('click', () => {
      slot.timeline.table = this.#before;
      slot.close();
      slot.say('Back to what was shown before.');
    });
    if (given === undefined) pick.focus();
    else this.again(given);
  }

  again(given: Given | undefined): void {
    if (given === undefined) this.#slot.close();
    else if (given.files.length > 0) void this.#open(given.files);
    else void this.#open([new File([given.text], 'pasted text')]);
  }

  dispose(): void {
    this.#reading++;
  }

  /** Several files are one view: each service may have written its own. */
  async #open(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const reading = ++this.#reading;
    const table = new SpanTable();
    const reports: ImportReport[] = [];
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    for (const file of files) {
      setText(this.#status, `Reading ${file.name}.`);
      const report = await readFile(file, file.name, table, (read) => {
        if (bytes <= LARGE_BYTES || reading !== this.#reading) return;
        setText(
          this.#status,
          read < file.size
            ? `Reading ${file.name}: ${Math.floor(((before + read) / bytes) * 100)} %`
            : `${file.name} is read. Taking it apart: the page may stand still for some seconds.`,
        );
      });
      if (reading !== this.#reading) return;
      before += file.size;
      reports.push(report);
    }
    this.#present(table, reports);
    this.#slot.timeline.dispatchEvent(
      new CustomEvent('fileopen', { detail: { reports }, bubbles: true, composed: true }),
    );
  }

  #present(table: SpanTable, reports: readonly ImportReport[]): void {
    const nothing = table.spanCount === 0 ? ' No span could be read, so the timeline is as it was.' : '';
    setText(this.#status, reports.map(reportSentence).join(' ') + nothing);
    this.#issues.replaceChildren(...reports.flatMap((report) => issueList(report)));
    if (table.spanCount === 0) return;
    this.#whole = table;
    const traces = summariseTraces(table, buildTraceTree(table));
    this.#choice.replaceChildren(...choices(traces));
    this.#chooser.hidden = traces.length < 2;
    this.#back.hidden = this.#before.spanCount === 0;
    this.#show('');
  }

  #show(traceId: string): void {
    const whole = this.#whole;
    if (whole === undefined) return;
    let table = whole;
    if (traceId !== '') {
      table = new SpanTable();
      table.appendTraces(toOtlpTraces(whole, spansOfTrace(whole, buildTraceTree(whole), traceId)));
    }
    this.#slot.timeline.live = false;
    this.#slot.timeline.table = table;
  }
}

function choices(traces: readonly TraceSummary[]): readonly HTMLElement[] {
  const option = (value: string, text: string) => newElement('option', { value }, text);
  const items = traces.slice(0, MAX_CHOICES).map((trace) => {
    const { traceId, name, service, durationNs, spanCount, errorCount } = trace;
    const errors = errorCount > 0 ? [counted(errorCount, 'error')] : [];
    const words = [
      name || 'unnamed span',
      service,
      durationText(durationNs),
      counted(spanCount, 'span'),
      ...errors,
    ];
    return option(traceId, words.join(' · '));
  });
  const left = traces.length - items.length;
  const more =
    left > 0
      ? [newElement('option', { disabled: '' }, `and ${left.toLocaleString('en')} later ones, in "All"`)]
      : [];
  return [option('', `All ${counted(traces.length, 'trace')}`), ...items, ...more];
}

function issueList({ issues }: ImportReport): readonly HTMLElement[] {
  return issues.map((issue) => {
    const examples = issue.examples.map(({ place, message }) =>
      newElement('li', {}, ...(place === '' ? [] : [newElement('b', {}, place), ' ']), message),
    );
    const left = issue.count - examples.length;
    if (left > 0) examples.push(newElement('li', {}, `and ${left.toLocaleString('en')} more`));
    const details = newElement(
      'details',
      {},
      newElement('summary', {}, issueSentence(issue)),
      newElement('ul', {}, ...examples),
    );
    details.open = !issue.kept;
    return details;
  });
}

const STYLE = `
.of-target{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center;padding:14px;border:1.5px dashed var(--tt-ink-faint);border-radius:8px;color:var(--tt-ink);background:var(--tt-ground)}
.of-target small{flex-basis:100%;color:var(--tt-ink-soft);font-size:12px}
.of-status:not(:empty){padding-top:8px}
.of-issues{font-size:12.5px;overflow-wrap:anywhere}.of-issues summary{padding-top:6px;cursor:pointer;color:var(--tt-log)}
.of-issues ul{margin:4px 0 0;padding-inline-start:18px;color:var(--tt-ink-soft)}.of-issues b{font:500 12px var(--tt-mono);color:var(--tt-ink)}
.of-row{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding-top:9px}.of-choice{flex:1 1 260px;display:flex;gap:6px;align-items:center;min-width:0}
.of-choice select{flex:1;min-width:0;height:28px;font:400 12.5px var(--tt-text);color:var(--tt-ink);background:var(--tt-ground);border:1px solid var(--tt-line);border-radius:6px}
`;
