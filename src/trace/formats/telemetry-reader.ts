/**
 * A file of telemetry, as its text comes in, into a table. The format is found by looking, not by the file's name.
 *
 *   push(text) ... push(text), end()
 *
 *   first line is JSON by itself   ->  lines: each is read and forgotten
 *   else                           ->  one document, read at the end
 *   a line or a document is large  ->  it is read in slices, see `document-slicer.ts`
 *
 * Whatever arrives, nothing throws: what could be read is in the table, and the report counts and names the rest.
 */
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../model/otlp-json.ts';
import { isObject } from '../model/otlp-walk.ts';
import { type AppendReport, shown } from '../model/problems.ts';
import type { Converted } from './converted.ts';
import { DocumentSlicer, type Slice } from './document-slicer.ts';
import { type ImportReport, IssueLog, KNOWN_FORMATS, type TelemetryFormat, within } from './import-report.ts';
import { fromJaeger, isJaeger } from './jaeger-decode.ts';
import { tempoTraces, toStandardOtlp } from './otlp-dialect.ts';
import { fromZipkin, isZipkin } from './zipkin-decode.ts';

/** What takes the telemetry in; one without metrics says so in the report. */
export interface TelemetrySink {
  appendTraces(traces: OtlpTraces): AppendReport;
  appendLogs(logs: OtlpLogs): AppendReport;
  appendMetrics?(metrics: OtlpMetrics): AppendReport;
}

/** Lists within lists within lists are no telemetry. */
const MAX_NESTING = 3;
const MAX_KEYS_SHOWN = 6;
/** What is smaller is read whole. */
const LARGE_CHARS = 1 << 20;
const TOO_LONG =
  'This is longer than a browser can hold as one text (512 MiB). Split it, or write it as OTLP JSON lines: those are read one by one.';

export class TelemetryReader {
  readonly #sink: TelemetrySink;
  readonly #file: string;
  readonly #issues = new IssueLog();
  readonly #formats = new Set<TelemetryFormat>();
  readonly #counts = { spans: 0, logs: 0, metrics: 0 };
  #mode: 'unknown' | 'lines' | 'whole' = 'unknown';
  /** Of the line, or the document, that is not whole yet. */
  #pieces: string[] = [];
  #pending = 0;
  /** Of the line, or the document, while it is read in slices. */
  #slicer: DocumentSlicer | undefined;
  #maySlice = true;
  #line = 0;

  constructor(sink: TelemetrySink, file: string) {
    this.#sink = sink;
    this.#file = file;
  }

  push(text: string): void {
    if (this.#slicer !== undefined) {
      this.#pushSlices(this.#slicer, text);
      return;
    }
    if (this.#mode === 'whole') {
      this.#keep(text);
      return;
    }
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#pieces.push(text.slice(from, at));
      from = at + 1;
      if (!this.#endLine()) {
        this.#keep('\n');
        this.#keep(text.slice(from));
        return;
      }
    }
    if (from < text.length) this.#keep(text.slice(from));
  }

  #keep(text: string): void {
    this.#pieces.push(text);
    this.#pending += text.length;
    if (this.#pending < LARGE_CHARS || !this.#maySlice) return;
    const all = this.#take() ?? '';
    if (!all.trimStart().startsWith('{')) {
      this.#maySlice = false;
      this.#pieces.push(all);
      return;
    }
    const slicer = new DocumentSlicer((slice) => {
      const isRead = this.#readSlice(slice);
      if (!isRead && slicer.hasCut) this.#leaveOut(slice);
      return isRead;
    });
    this.#slicer = slicer;
    this.#pushSlices(slicer, all);
  }

  #pushSlices(slicer: DocumentSlicer, text: string): void {
    // A document of many lines goes on; else a line ends here, whatever it holds.
    const lineEnd = this.#mode === 'whole' ? -1 : text.indexOf('\n');
    const part = lineEnd < 0 ? text : text.slice(0, lineEnd);
    const end = slicer.push(part);
    const isOver = end !== undefined || lineEnd >= 0;
    if (slicer.isRefused || (isOver && !slicer.hasCut)) {
      // There was nothing to cut, or it is no JSON: read, or refused, as a whole.
      this.#slicer = undefined;
      this.#maySlice = false;
      this.#pieces.push(this.#restOf(slicer), end === undefined ? '' : part.slice(end));
    } else if (isOver) {
      this.#slicer = undefined;
      if (end === undefined) this.#breakOff(slicer);
      else {
        if (!this.#readSlice(slicer.rest())) this.#leaveOut(slicer.rest());
        this.#mode = 'lines';
        this.push(part.slice(end));
      }
    }
    if (lineEnd >= 0) this.push(text.slice(lineEnd));
  }

  #readSlice({ text, placeOf }: Slice): boolean {
    const { value } = parse(text);
    if (value === undefined) return false;
    this.#issues.placeOf = placeOf;
    this.#read(value, this.#place);
    this.#issues.placeOf = (place) => place;
    return true;
  }

  #leaveOut(slice: Slice): void {
    const { reason } = parse(slice.text);
    const message = `A part of it is not JSON (${reason}); that part was left out. The rest is not harmed.`;
    this.#issues.add('not-json', false, this.#place, message);
  }

  /** The text ended before what it says. */
  #breakOff(slicer: DocumentSlicer): void {
    const { reason } = parse(slicer.rest().text);
    const whole = slicer.salvage();
    if (whole !== undefined) this.#readSlice(whole);
    const message = `It breaks off (${reason}). What came before is shown. Was it cut off on its way?`;
    this.#issues.add('not-json', false, this.#place, message);
    this.#mode = 'lines';
  }

  #restOf(slicer: DocumentSlicer): string {
    try {
      return slicer.rest().text;
    } catch {
      this.#issues.add('too-long', false, this.#place, TOO_LONG);
      return '';
    }
  }

  get #place(): string {
    return this.#line > 0 ? `line ${this.#line + 1}` : '';
  }

  /** What went wrong outside of the text: the file could not be unpacked, the disk is gone. What came before is kept. */
  fail(type: string, message: string): void {
    this.#issues.add(type, false, '', message);
  }

  end(): ImportReport {
    if (this.#slicer?.hasCut) this.#breakOff(this.#slicer);
    else if (this.#slicer !== undefined) this.#pieces.push(this.#restOf(this.#slicer));
    const text = this.#take();
    if (text !== undefined) {
      if (this.#mode === 'lines') this.#readLine(text.trim() === '' ? undefined : parse(text));
      else this.#readWhole(text);
    }
    return { file: this.#file, formats: [...this.#formats], ...this.#counts, issues: this.#issues.issues };
  }

  /** False when the file turned out to be one document. */
  #endLine(): boolean {
    const text = this.#take();
    this.#maySlice = true;
    if (text === undefined) return true;
    const parsed = text.trim() === '' ? undefined : parse(text);
    if (this.#mode === 'unknown' && parsed !== undefined) {
      if (parsed.value === undefined) {
        this.#mode = 'whole';
        this.#maySlice = text.length < LARGE_CHARS;
        this.#keep(text);
        return false;
      }
      this.#mode = 'lines';
    }
    this.#readLine(parsed);
    return true;
  }

  #take(): string | undefined {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#pending = 0;
    try {
      const text = pieces.join('');
      return this.#line === 0 && text.startsWith('\ufeff') ? text.slice(1) : text;
    } catch {
      this.#issues.add('too-long', false, this.#place, TOO_LONG);
      return undefined;
    }
  }

  /** Undefined for an empty line, which is counted all the same. */
  #readLine(parsed: Parsed | undefined): void {
    this.#line++;
    if (parsed === undefined) return;
    const place = `line ${this.#line}`;
    const { value, reason } = parsed;
    if (value !== undefined) this.#read(value, place);
    else {
      const message = `The line is not JSON (${reason}); it was left out. The other lines are not harmed.`;
      this.#issues.add('not-json', false, place, message);
    }
  }

  #readWhole(text: string): void {
    const start = text.trimStart().charAt(0);
    if (start === '') {
      this.#issues.add('empty', false, '', `There is nothing in it. It should hold ${KNOWN_FORMATS}.`);
      return;
    }
    const { value, reason } = parse(text);
    if (value !== undefined) {
      this.#read(value, '');
      return;
    }
    const lines = text.split('\n');
    if (lines.length > 1 && lines.some((line) => line.startsWith('{') && parse(line).value !== undefined)) {
      // Lines after all, the first of them broken.
      for (const line of lines) this.#readLine(line.trim() === '' ? undefined : parse(line));
      return;
    }
    const cut = start === '{' || start === '[' ? ' Was it cut off on its way?' : '';
    this.#issues.add(
      'not-json',
      false,
      '',
      `It is not JSON: ${reason}.${cut} It should hold ${KNOWN_FORMATS}.`,
    );
  }

  #read(document: unknown, documentPlace: string): void {
    const left = [{ value: document, place: documentPlace, nesting: 0 }];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { value, place, nesting } = next;
      if (isZipkin(value))
        this.#readConverted('Zipkin JSON', fromZipkin(value as readonly unknown[], place, this.#issues));
      else if (Array.isArray(value) && nesting < MAX_NESTING) {
        if (value.length === 0) this.#issues.add('empty', true, place, 'The list is empty.');
        for (let at = value.length - 1; at >= 0; at--) {
          left.push({ value: value[at], place: `${place}[${at}]`, nesting: nesting + 1 });
        }
      } else this.#readObject(value, place);
    }
  }

  #readObject(value: unknown, place: string): void {
    const placeOf = (path: string) => within(place, path);
    const tempo = tempoTraces(value);
    if (tempo !== undefined)
      this.#append('Tempo JSON', 'spans', this.#sink.appendTraces(toStandardOtlp(tempo)), placeOf);
    else if (isObject(value) && OTLP_KEYS.some((key) => key in value)) this.#readOtlp(value, placeOf);
    else if (isJaeger(value)) this.#readConverted('Jaeger JSON', fromJaeger(value, place, this.#issues));
    else {
      const message = `This is ${described(value)}: none of ${KNOWN_FORMATS}. It was left out.`;
      this.#issues.add('not-telemetry', false, place, message);
    }
  }

  #readOtlp(value: object, placeOf: (path: string) => string): void {
    if ('resourceSpans' in value) {
      const report = this.#sink.appendTraces(toStandardOtlp(value as OtlpTraces));
      this.#append('OTLP JSON', 'spans', report, placeOf);
    }
    if ('resourceLogs' in value)
      this.#append('OTLP JSON', 'logs', this.#sink.appendLogs(value as OtlpLogs), placeOf);
    if (!('resourceMetrics' in value)) return;
    const report = this.#sink.appendMetrics?.(value as OtlpMetrics);
    if (report !== undefined) this.#append('OTLP JSON', 'metrics', report, placeOf);
    else
      this.#issues.add(
        'metrics',
        false,
        placeOf(''),
        'These are metrics; this view shows spans and log records only.',
      );
  }

  #readConverted(format: TelemetryFormat, { traces, placeOf }: Converted): void {
    this.#append(format, 'spans', this.#sink.appendTraces(traces), placeOf);
  }

  #append(
    format: TelemetryFormat,
    what: 'spans' | 'logs' | 'metrics',
    report: AppendReport,
    placeOf: (path: string) => string,
  ): void {
    this.#formats.add(format);
    this.#counts[what] += report.added;
    this.#issues.addProblems(report.problems, placeOf);
  }
}

const OTLP_KEYS = ['resourceSpans', 'resourceLogs', 'resourceMetrics'];

/** A text at once. */
export function readTelemetry(sink: TelemetrySink, text: string, file: string): ImportReport {
  const reader = new TelemetryReader(sink, file);
  reader.push(text);
  return reader.end();
}

interface Parsed {
  readonly value: unknown;
  readonly reason: string;
}

/** The value is undefined when the text is not JSON. */
function parse(text: string): Parsed {
  try {
    return { value: JSON.parse(text), reason: '' };
  } catch (error) {
    return { value: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}

function described(value: unknown): string {
  if (!isObject(value)) return shown(value);
  const keys = Object.keys(value);
  const some = keys.slice(0, MAX_KEYS_SHOWN).map(shown).join(', ');
  return keys.length === 0
    ? 'an object without keys'
    : `an object with ${some}${keys.length > MAX_KEYS_SHOWN ? ', ...' : ''}`;
}
