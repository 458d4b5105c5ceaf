/**
 * Spans and log records of one view (a run, a session, an imported file) in columns: OTLP goes in by the append methods and
 * is read through {@link TraceReader}. Appending is total: whatever arrives, it never throws, and what was wrong is in the
 * report. It has no metrics and none of the code that reads them: who draws spans need not load that (see `TraceTable`).
 */
import { LogTable } from './log-table.ts';
import type { OtlpLogs, OtlpTraces } from './otlp-json.ts';
import { LOG_NAMES, type OtlpNames, TRACE_NAMES, walkRecords } from './otlp-walk.ts';
import { type AppendReport, ProblemLog } from './problems.ts';
import { type Arrival, type Outcome, type PackedStore, SpanStore } from './span-store.ts';
import {
  type AttributeValue,
  type LogRecord,
  type Metric,
  NO_SPAN,
  type SpanColumns,
  type SpanEvent,
  type SpanIndex,
  type SpanLink,
  type TraceReader,
} from './types.ts';

export interface PackedSpans {
  readonly version: number;
  readonly store: PackedStore;
}

const NO_METRICS: readonly Metric[] = [];
const NO_LINKS: readonly SpanLink[] = [];

export class SpanTable implements TraceReader {
  /** For this folder's encoder; others read through {@link TraceReader}. */
  readonly store: SpanStore;
  readonly logTable: LogTable;
  #version: number;

  /** Empty, or what another table has packed. */
  constructor(packed?: PackedSpans) {
    this.store = new SpanStore(packed?.store);
    this.logTable = new LogTable(this.store);
    this.#version = packed?.version ?? 0;
  }

  /**
   * The spans as data: typed arrays and a few plain objects. They are the table's own, so whoever takes them to another
   * thread has to forget the table. Log records and metrics are not in it: they are objects, and go in portions.
   */
  get packed(): PackedSpans {
    return { version: this.#version, store: this.store.packed };
  }

  /** Spans as exporters send them: ended. One without an end is kept as open, and reported. */
  appendTraces(traces: OtlpTraces): AppendReport {
    return this.#appendSpans(traces, 'finished');
  }

  /** Spans that have begun. One that has already ended in the table is left as it is. */
  appendStarted(traces: OtlpTraces): AppendReport {
    return this.#appendSpans(traces, 'started');
  }

  appendLogs(logs: OtlpLogs): AppendReport {
    return this.append(logs, LOG_NAMES, (record, resource, scope, problems) =>
      this.logTable.append(record, resource, scope, problems),
    );
  }

  get version(): number {
    return this.#version;
  }

  get spanCount(): number {
    return this.store.rows.length;
  }

  get originUnixNano(): bigint {
    return this.store.time.unixNano;
  }

  get columns(): SpanColumns {
    return this.store.rows.arrays;
  }

  get strings(): TraceReader['strings'] {
    return this.store.strings;
  }

  get logs(): readonly LogRecord[] {
    return this.logTable.records;
  }

  get metrics(): readonly Metric[] {
    return NO_METRICS;
  }

  attribute(span: SpanIndex, key: string): AttributeValue | undefined {
    const { attributeStart, attributeCount } = this.store.rows.arrays;
    return this.store.attributes.find(attributeStart[span] ?? 0, attributeCount[span] ?? 0, key);
  }

  attributes(span: SpanIndex): ReadonlyMap<string, AttributeValue> {
    const { attributeStart, attributeCount } = this.store.rows.arrays;
    return this.store.attributes.map(attributeStart[span] ?? 0, attributeCount[span] ?? 0);
  }

  resourceAttributes(span: SpanIndex): ReadonlyMap<string, AttributeValue> {
    const resource = this.store.origins.resources[this.store.rows.arrays.resource[span] ?? -1];
    return this.store.attributes.map(resource?.attributeStart ?? 0, resource?.attributeCount ?? 0);
  }

  scopeAttributes(span: SpanIndex): ReadonlyMap<string, AttributeValue> {
    const scope = this.store.origins.scopes[this.store.rows.arrays.scopeIndex[span] ?? -1];
    return this.store.attributes.map(scope?.attributeStart ?? 0, scope?.attributeCount ?? 0);
  }

  scopeVersion(span: SpanIndex): string {
    return this.store.origins.scopes[this.store.rows.arrays.scopeIndex[span] ?? -1]?.version ?? '';
  }

  events(span: SpanIndex): readonly SpanEvent[] {
    const { details, attributes, strings, rows } = this.store;
    const { timeNs, name, attributeStart, attributeCount } = details.events.arrays;
    const start = rows.arrays.eventStart[span] ?? 0;
    return Array.from({ length: rows.arrays.eventCount[span] ?? 0 }, (_, i) => ({
      timeNs: timeNs[start + i] ?? 0,
      name: strings.get(name[start + i] ?? 0),
      attributes: attributes.map(attributeStart[start + i] ?? 0, attributeCount[start + i] ?? 0),
    }));
  }

  links(span: SpanIndex): readonly SpanLink[] {
    const { details, attributes, strings, rows } = this.store;
    const { traceId, spanId, attributeStart, attributeCount } = details.links.arrays;
    const start = rows.arrays.linkStart[span] ?? 0;
    const length = rows.arrays.linkCount[span] ?? 0;
    // Of a million spans hardly one has a link.
    if (length === 0) return NO_LINKS;
    return Array.from({ length }, (_, i) => ({
      traceId: strings.get(traceId[start + i] ?? 0),
      spanId: strings.get(spanId[start + i] ?? 0),
      attributes: attributes.map(attributeStart[start + i] ?? 0, attributeCount[start + i] ?? 0),
    }));
  }

  get linkCount(): number {
    return this.store.details.links.length;
  }

  findSpan(traceId: string, spanId: string): SpanIndex | undefined {
    const trace = this.store.strings.find(traceId.toLowerCase());
    const span = this.store.strings.find(spanId.toLowerCase());
    if (trace === undefined || span === undefined) return undefined;
    const index = this.store.find(trace, span);
    return index === NO_SPAN ? undefined : index;
  }

  bounds(): { readonly startNs: number; readonly endNs: number } {
    return this.store.bounds();
  }

  #appendSpans(traces: OtlpTraces, arrival: Arrival): AppendReport {
    return this.append(traces, TRACE_NAMES, (record, resource, scope, problems) =>
      this.store.upsert(record, resource, scope, arrival, problems),
    );
  }

  /** Walks one request and hands each record to `take`; counts what became of them. */
  protected append(
    body: unknown,
    names: OtlpNames,
    take: (record: object, resource: number, scope: number, problems: ProblemLog) => Outcome,
  ): AppendReport {
    const problems = new ProblemLog();
    const counts = { added: 0, updated: 0, unchanged: 0 };
    let resource = 0;
    let scope = 0;
    walkRecords(body, names, problems, {
      resource: (given) => {
        resource = this.store.origins.resource(given, problems);
      },
      scope: (given) => {
        scope = this.store.origins.scope(given, problems);
      },
      record: (record) => {
        counts[take(record, resource, scope, problems)]++;
      },
    });
    if (counts.added + counts.updated > 0) this.#version++;
    return { added: counts.added, updated: counts.updated, problems: problems.problems };
  }
}
