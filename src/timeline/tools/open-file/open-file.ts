/**
 * Opens files in the timeline: dropped, pasted or picked. What could be read is shown, what could not is listed with its
 * place and what to do; of several traces in one file one is chosen, or all are shown.
 *
 *   [ Drop a file here, paste its text, or [Choose files] ]
 *   Reading shop.json: 43 %.   [=====>      ]   [Cancel]
 *   shop.json: OTLP JSON, 28 spans.   2 left out: no valid span id   >
 *   Trace [All 3 traces v]            [Back to what was shown] [Close]
 */
import { oneTrace } from '../../../trace/analysis/one-trace.ts';
import type { FileTable } from '../../../trace/formats/file-table.ts';
import { type ImportReport, KNOWN_FORMATS } from '../../../trace/formats/import-report.ts';
import type { TraceReader } from '../../../trace/model/types.ts';
import { newElement, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { durationText } from '../../layout/duration-text.ts';
import { type OpenedFiles, openFiles, sourceOfText, sourcesOf } from '../../open/open-files.ts';
import { type Progress, progressSentence, type Source, type TraceList } from '../../open/read-files.ts';
import type { Given, OpenTool, ToolSlot, TraceTool } from '../trace-tool.ts';
import { counted, issueSentence, reportSentence } from './report-words.ts';

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
  readonly #bar = newElement('progress', { max: '1', 'aria-label': 'How much is read' });
  readonly #cancel = newElement('button', { type: 'button' }, 'Cancel');
  readonly #underway = newElement('div', { class: 'of-row', hidden: '' }, this.#bar, this.#cancel);
  readonly #issues = newElement('div', { class: 'of-issues' });
  readonly #choice = newElement('select', {});
  readonly #chooser = newElement('label', { class: 'of-choice', hidden: '' }, 'Trace ', this.#choice);
  readonly #back = newElement('button', { type: 'button', hidden: '' }, 'Back to what was shown');
  readonly #before: TraceReader;
  #whole: FileTable | undefined;
  /** The reading that counts: one begun later ends the earlier. */
  #reading: AbortController | undefined;

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
      newStyle(STYLE),
      this.#input,
      target,
      this.#status,
      this.#underway,
      this.#issues,
      newElement('div', { class: 'of-row' }, this.#chooser, this.#back, close),
    );
    this.#input.addEventListener('change', () => {
      void this.#open(sourcesOf([...(this.#input.files ?? [])]));
      this.#input.value = '';
    });
    this.#cancel.addEventListener('click', () => {
      this.#end();
      setText(this.#status, 'Cancelled. The timeline is as it was.');
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
    else if (given.files.length > 0) void this.#open(sourcesOf(given.files));
    else void this.#open([sourceOfText(given.text, 'pasted text')]);
  }

  dispose(): void {
    this.#end();
  }

  #end(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#underway.hidden = true;
  }

  /** Several files are one view: each service may have written its own. */
  async #open(sources: readonly Source[]): Promise<void> {
    if (sources.length === 0) return;
    this.#end();
    const reading = new AbortController();
    this.#reading = reading;
    this.#issues.replaceChildren();
    this.#bar.value = 0;
    this.#underway.hidden = false;
    const progress = (how: Progress) => {
      if (reading.signal.aborted) return;
      setText(this.#status, progressSentence(how));
      this.#bar.value = how.readBytes / Math.max(1, how.totalBytes);
    };
    try {
      const opened = await openFiles(sources, { progress, signal: reading.signal });
      this.#end();
      this.#present(opened);
    } catch (error) {
      // Cancelled, or another is being read by now: that one has the word.
      if (reading.signal.aborted) return;
      this.#end();
      setText(this.#status, error instanceof Error ? error.message : String(error));
    }
  }

  #present({ table, reports, traces, tookMs }: OpenedFiles): void {
    const nothing = table.spanCount === 0 ? ' No span could be read, so the timeline is as it was.' : '';
    setText(this.#status, reports.map(reportSentence).join(' ') + nothing);
    this.#issues.replaceChildren(...reports.flatMap((report) => issueList(report)));
    if (table.spanCount > 0) {
      this.#whole = table;
      this.#choice.replaceChildren(...choices(traces));
      this.#chooser.hidden = traces.count < 2;
      this.#back.hidden = this.#before.spanCount === 0;
      this.#show('');
    }
    this.#slot.timeline.dispatchEvent(
      new CustomEvent('fileopen', { detail: { reports, tookMs }, bubbles: true, composed: true }),
    );
  }

  #show(traceId: string): void {
    const whole = this.#whole;
    const table = traceId === '' || whole === undefined ? whole : oneTrace(whole, traceId);
    if (table === undefined) return;
    this.#slot.timeline.live = false;
    this.#slot.timeline.table = table;
  }
}

function choices({ count, first }: TraceList): readonly HTMLElement[] {
  const option = (value: string, text: string) => newElement('option', { value }, text);
  const items = first.map((trace) => {
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
  const left = count - items.length;
  const more =
    left > 0
      ? [newElement('option', { disabled: '' }, `and ${left.toLocaleString('en')} later ones, in "All"`)]
      : [];
  return [option('', `All ${counted(count, 'trace')}`), ...items, ...more];
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
.of-row progress{flex:1;min-width:0}
.of-issues{font-size:12.5px;overflow-wrap:anywhere}.of-issues summary{padding-top:6px;cursor:pointer;color:var(--tt-log)}
.of-issues ul{margin:4px 0 0;padding-inline-start:18px;color:var(--tt-ink-soft)}.of-issues b{font:500 12px var(--tt-mono);color:var(--tt-ink)}
.of-row{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding-top:9px}.of-choice{flex:1 1 260px;display:flex;gap:6px;align-items:center;min-width:0}
.of-choice select{flex:1;min-width:0;height:28px;font:400 12.5px var(--tt-text);color:var(--tt-ink);background:var(--tt-ground);border:1px solid var(--tt-line);border-radius:6px}
`;
