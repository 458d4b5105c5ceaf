/**
 * The trace on show, or the subtree of the selected span, as a file or on the clipboard.
 *
 *   As  (OTLP JSON) (OTLP JSON lines) (Jaeger JSON) (SVG) (PNG)
 *   Of  (All 28 spans) (GET /units and what it called: 12 spans)
 *   [Download] [Copy] [Close]   what the format cannot hold
 */

import { encodeFile, type FileFormat } from '../../../trace/formats/encode-file.ts';
import { toOtlpTraces } from '../../../trace/model/otlp-encode.ts';
import { SpanTable } from '../../../trace/model/span-table.ts';
import type { SpanIndex } from '../../../trace/model/types.ts';
import { newElement, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { nameText } from '../../layout/shown-text.ts';
import type { ViewContext } from '../../views/trace-view.ts';
import type { OpenTool, ToolSlot, TraceTool } from '../trace-tool.ts';
import { MAX_PICTURE_ROWS, picture, toPng } from './picture.ts';

interface Format {
  readonly name: FileFormat | 'svg' | 'png';
  readonly label: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly words: string;
}
const FORMATS: readonly Format[] = [
  {
    name: 'otlp-json',
    label: 'OTLP JSON',
    extension: 'otlp.json',
    mediaType: 'application/json',
    words: 'Spans with all that hangs on them. Log records are in OTLP JSON lines.',
  },
  {
    name: 'otlp-jsonl',
    label: 'OTLP JSON lines',
    extension: 'otlp.jsonl',
    mediaType: 'application/jsonl',
    words: 'One request a line, spans and log records, as the Collector’s file exporter writes them.',
  },
  {
    name: 'jaeger-json',
    label: 'Jaeger JSON',
    extension: 'jaeger.json',
    mediaType: 'application/json',
    words: 'For Jaeger’s UI. It has microseconds only, and no place for log records and attributes of links.',
  },
  {
    name: 'svg',
    label: 'SVG',
    extension: 'svg',
    mediaType: 'image/svg+xml',
    words: `The waterfall as a picture in these colours, at most ${MAX_PICTURE_ROWS} rows.`,
  },
  {
    name: 'png',
    label: 'PNG',
    extension: 'png',
    mediaType: 'image/png',
    words: `The waterfall as a picture in these colours, at most ${MAX_PICTURE_ROWS} rows.`,
  },
];

export const exportTool: OpenTool = (slot) => new ExportFile(slot);

class ExportFile implements TraceTool {
  readonly #slot: ToolSlot;
  readonly #formats: HTMLElement;
  readonly #parts: HTMLElement;
  readonly #all = newElement('span', {});
  readonly #subtree = newElement('span', {});
  readonly #words = newElement('p', { class: 'ex-words' });
  readonly #copy = newElement('button', { type: 'button' }, 'Copy');
  #selected = -2;
  #version = -1;

  constructor(slot: ToolSlot) {
    this.#slot = slot;
    this.#formats = choiceOf(
      'As',
      'ex-format',
      FORMATS.map(({ name, label }) => [name, label]),
    );
    this.#parts = choiceOf('Of', 'ex-part', [
      ['all', this.#all],
      ['subtree', this.#subtree],
    ]);
    const download = newElement('button', { type: 'button' }, 'Download');
    const close = newElement('button', { type: 'button' }, 'Close');
    download.addEventListener('click', () => void this.#do((format) => this.#download(format)));
    this.#copy.addEventListener('click', () => void this.#do((format) => this.#toClipboard(format)));
    close.addEventListener('click', () => slot.close());
    slot.holder.append(
      newStyle(STYLE),
      this.#formats,
      this.#parts,
      newElement('div', { class: 'ex-row' }, download, this.#copy, close),
      this.#words,
    );
    slot.holder.addEventListener('change', () => this.#present());
    this.update(slot.context());
    slot.holder.querySelector('input')?.focus();
  }

  update(context: ViewContext): void {
    if (context.selected === this.#selected && context.version === this.#version) return;
    this.#selected = context.selected;
    this.#version = context.version;
    const { table, tree, selected } = context;
    setText(this.#all, `All ${counted(table.spanCount)}`);
    const name = nameText(table.strings.get(table.columns.name[selected] ?? 0));
    const size = tree.subtreeSize[selected] ?? 0;
    setText(
      this.#subtree,
      selected < 0
        ? 'The selected span and what it called (none is selected)'
        : `${name} and what it called: ${counted(size)}`,
    );
    const inputs = this.#parts.querySelectorAll('input');
    const subtree = inputs[1];
    if (subtree !== undefined) subtree.disabled = selected < 0;
    if (selected < 0 && inputs[0] !== undefined) inputs[0].checked = true;
    this.#present();
  }

  dispose(): void {}

  #present(): void {
    setText(this.#words, this.#format.words);
    this.#copy.disabled = this.#format.name === 'png' && typeof ClipboardItem === 'undefined';
  }

  get #format(): Format {
    const name = checkedOf(this.#formats);
    return FORMATS.find((format) => format.name === name) ?? (FORMATS[0] as Format);
  }

  async #do(act: (format: Format) => Promise<string>): Promise<void> {
    try {
      this.#slot.say(await act(this.#format));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#slot.say(`That did not work: ${why}`);
    }
  }

  async #download(format: Format): Promise<string> {
    const file = await this.#content(format);
    const name = `${this.#fileName()}.${format.extension}`;
    const url = URL.createObjectURL(file);
    const link = newElement('a', { href: url, download: name, hidden: '' });
    this.#slot.holder.append(link);
    link.click();
    link.remove();
    // The browser reads it after this task.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return `${name}: ${sizeText(file.size)}.`;
  }

  async #toClipboard(format: Format): Promise<string> {
    const file = await this.#content(format);
    if (format.name === 'png')
      await navigator.clipboard.write([new ClipboardItem({ [format.mediaType]: file })]);
    else await navigator.clipboard.writeText(await file.text());
    return `${format.label} copied: ${sizeText(file.size)}.`;
  }

  async #content(format: Format): Promise<Blob> {
    const context = this.#slot.context();
    const { table } = context;
    if (table.shiftNs !== undefined)
      throw new Error('a file holds times as they were sent. Close “Align clocks” first.');
    if (!(table instanceof SpanTable))
      throw new Error('this trace is a view of another program’s and cannot be written.');
    const spans = this.#spans(context);
    if (format.name !== 'svg' && format.name !== 'png') {
      return new Blob([...encodeFile(table, format.name, spans)], { type: format.mediaType });
    }
    const drawn = picture(
      spans === undefined ? table : part(table, spans),
      this.#title(context),
      serviceNames(context),
      context.theme,
    );
    return format.name === 'png' ? toPng(drawn) : new Blob([drawn.svg], { type: format.mediaType });
  }

  #spans({ tree, selected }: ViewContext): readonly SpanIndex[] | undefined {
    if (checkedOf(this.#parts) !== 'subtree' || selected < 0) return undefined;
    const row = tree.row[selected] ?? 0;
    return Array.from(tree.order.subarray(row, row + (tree.subtreeSize[selected] ?? 1))) as SpanIndex[];
  }

  #title({ table, tree }: ViewContext): string {
    return table.strings.get(table.columns.name[tree.roots[0] ?? 0] ?? 0) || 'trace';
  }

  #fileName(): string {
    const context = this.#slot.context();
    const { table, tree } = context;
    const words = this.#title(context)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '');
    const traceId = table.strings.get(table.columns.traceId[tree.roots[0] ?? 0] ?? 0);
    return `${words.slice(0, 40) || 'trace'}-${traceId.slice(0, 8)}`;
  }
}

function part(table: SpanTable, spans: readonly SpanIndex[]): SpanTable {
  const some = new SpanTable();
  some.appendTraces(toOtlpTraces(table, spans));
  return some;
}

/** In the order of their colours, so that the picture has the same. */
function serviceNames({ palette, table }: ViewContext): readonly string[] {
  const names: string[] = [];
  for (const service of palette.services()) names[palette.slotOf(service)] ??= table.strings.get(service);
  return Array.from(names, (name) => name ?? '');
}

function choiceOf(
  legend: string,
  name: string,
  options: readonly (readonly [string, string | HTMLElement])[],
): HTMLElement {
  const labels = options.map(([value, label], at) => {
    const input = newElement('input', { type: 'radio', name, value });
    input.checked = at === 0;
    return newElement('label', {}, input, ' ', label);
  });
  return newElement('fieldset', { class: 'ex-choice' }, newElement('legend', {}, legend), ...labels);
}

function checkedOf(fieldset: HTMLElement): string {
  return fieldset.querySelector<HTMLInputElement>('input:checked')?.value ?? '';
}

function counted(spans: number): string {
  return `${spans.toLocaleString('en')} span${spans === 1 ? '' : 's'}`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3)).toLocaleString('en')} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

const STYLE = `
.ex-choice{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center;border:0;padding:3px 0;min-width:0;font-size:12.5px}
.ex-choice legend{float:left;margin-inline-end:14px;min-width:22px;color:var(--tt-ink-soft)}.ex-choice label{overflow-wrap:anywhere;min-width:0}
.ex-choice label:has(:disabled){color:var(--tt-ink-faint)}
.ex-row{display:flex;gap:6px;padding:6px 0 4px}.ex-words{font-size:12.5px;color:var(--tt-ink-soft)}
`;
