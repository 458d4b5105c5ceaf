/** Everything known about one span, as plain text in sections: what the details panel shows. */
import { gapsOf } from '../../trace/analysis/instrumentation-gaps.ts';
import {
  type AttributeValue,
  type LogRecord,
  SPAN_KINDS,
  type SpanIndex,
  STATUS_CODES,
  type TraceReader,
} from '../../trace/model/types.ts';
import { faultWords } from '../insights/faults.ts';
import { skewSentence, stickingOut } from '../insights/skew-words.ts';
import type { SpanState } from '../render/frame.ts';
import type { Thoughts } from '../thoughts.ts';
import { durationText, percentText, shiftText } from './duration-text.ts';
import type { Rows } from './rows.ts';
import { lengthOf, selfIntervals } from './self-time.ts';
import { nameText, serviceText } from './shown-text.ts';
import type { SpanExemplar } from './span-marks.ts';

export interface DetailPair {
  readonly key: string;
  readonly value: string;
}
export interface DetailMoment {
  readonly at: string;
  readonly title: string;
  readonly pairs: readonly DetailPair[];
}
export interface DetailLink {
  readonly label: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Set when the span it names is in the table. */
  readonly target: number | undefined;
  readonly pairs: readonly DetailPair[];
}
export interface SpanDetails {
  readonly span: number;
  readonly name: string;
  readonly service: string;
  readonly slot: number;
  readonly facts: readonly DetailPair[];
  readonly attributes: readonly DetailPair[];
  readonly resource: readonly DetailPair[];
  readonly events: readonly DetailMoment[];
  readonly logs: readonly DetailMoment[];
  readonly measurements: readonly DetailMoment[];
  readonly links: readonly DetailLink[];
}

export interface DetailsSource {
  readonly table: TraceReader;
  readonly rows: Rows;
  readonly zeroNs: number;
  /** During a replay, the time as of which the trace is shown. */
  readonly asOfNs: number | undefined;
  readonly slotOf: (service: number) => number;
  readonly endOf: (span: number) => number;
  readonly stateOf: (span: number) => SpanState;
  readonly statusOf: (span: number) => number;
  readonly logsOf: (span: number) => readonly LogRecord[];
  readonly exemplarsOf: (span: number) => readonly SpanExemplar[];
  readonly thoughts: Pick<Thoughts, 'skews' | 'faults'>;
  /** While a run goes on, a parent may still arrive. */
  readonly isLive: boolean;
}

export function spanDetails(source: DetailsSource, span: number): SpanDetails {
  const { table, zeroNs } = source;
  const { columns, strings } = table;
  const index = span as SpanIndex;
  const at = (timeNs: number) => durationText(timeNs - zeroNs);
  return {
    span,
    name: nameText(strings.get(columns.name[span] ?? 0)),
    service: serviceText(strings.get(columns.service[span] ?? 0)),
    slot: source.slotOf(columns.service[span] ?? 0),
    facts: facts(source, span),
    attributes: pairsOf(table.attributes(index)),
    resource: pairsOf(table.resourceAttributes(index)),
    events: table.events(index).map((event) => ({
      at: at(event.timeNs),
      title: event.name,
      pairs: pairsOf(event.attributes),
    })),
    logs: source.logsOf(span).map((log) => ({
      at: at(log.timeNs),
      title: [log.severityText, log.eventName, valueText(log.body)].filter((part) => part !== '').join(' · '),
      pairs: pairsOf(log.attributes),
    })),
    measurements: source.exemplarsOf(span).map(({ metric, unit, exemplar }) => ({
      at: at(exemplar.timeNs),
      title: `${metric} ${exemplar.value} ${unit}`.trim(),
      pairs: pairsOf(exemplar.attributes),
    })),
    links: table.links(index).map((link) => {
      const target = table.findSpan(link.traceId, link.spanId);
      const label =
        target === undefined
          ? `span ${link.spanId} of trace ${link.traceId}, not loaded here`
          : `${strings.get(columns.service[target] ?? 0)} · ${strings.get(columns.name[target] ?? 0)}`;
      return { label, traceId: link.traceId, spanId: link.spanId, target, pairs: pairsOf(link.attributes) };
    }),
  };
}

function facts(source: DetailsSource, span: number): readonly DetailPair[] {
  const { table, rows } = source;
  const { columns, strings } = table;
  const startNs = columns.startNs[span] ?? 0;
  const endNs = source.endOf(span);
  const state = source.stateOf(span);
  const bounds = table.bounds();
  const traceNs = bounds.endNs - bounds.startNs;
  const { childStart, children } = rows.tree;
  const own = children.subarray(childStart[span] ?? 0, childStart[span + 1] ?? 0);
  const selfNs = lengthOf(
    selfIntervals(startNs, endNs, own, (child) => columns.startNs[child] ?? 0, source.endOf),
  );
  const isToCome = startNs > (source.asOfNs ?? startNs);
  const status = source.statusOf(span);
  const word = STATUS_CODES[status] ?? 'unset';
  const message = status === columns.status[span] ? strings.get(columns.statusMessage[span] ?? 0) : '';
  const pairs: DetailPair[] = [
    {
      key: 'Duration',
      value:
        state === 'ended'
          ? durationText(endNs - startNs)
          : isToCome
            ? 'not begun yet'
            : state === 'open'
              ? 'open: still running'
              : 'lost: its end never arrived',
    },
    { key: 'Self time', value: durationText(Math.max(0, selfNs)) },
    { key: 'Of the whole', value: traceNs > 0 ? percentText((endNs - startNs) / traceNs) : '–' },
    { key: 'Starts at', value: durationText(startNs - source.zeroNs) },
    { key: 'Kind', value: SPAN_KINDS[columns.kind[span] ?? 0] ?? 'unspecified' },
    { key: 'Status', value: message === '' ? word : `${word}: ${message}` },
    { key: 'Children', value: String(own.length) },
    { key: 'Scope', value: strings.get(columns.scope[span] ?? 0) || '–' },
    { key: 'Span id', value: strings.get(columns.spanId[span] ?? 0) },
    { key: 'Trace id', value: strings.get(columns.traceId[span] ?? 0) },
  ];
  const faults = faultWords(table, rows.tree, source.thoughts.faults, span, source.isLive);
  if (faults.length > 0) pairs.splice(4, 0, { key: 'As it was sent', value: faults.join(', ') });
  const skew = skewText(source, span);
  if (skew !== '') pairs.splice(4, 0, { key: 'Clock', value: skew });
  const gaps = gapText(source, span);
  if (gaps !== '') pairs.splice(2, 0, { key: 'Without a span', value: gaps });
  return pairs;
}

/** Said, never corrected: two clocks differ, or the work was begun before its parent said so. */
function skewText(source: DetailsSource, span: number): string {
  const { table, rows } = source;
  const { startNs } = table.columns;
  const shiftNs = table.shiftNs?.(span) ?? 0;
  if (shiftNs !== 0) {
    return `Aligned by an estimate: its times are shifted by ${shiftText(shiftNs)}, as shown, and were sent without.`;
  }
  const parent = rows.tree.parent[span] ?? -1;
  if (parent < 0) return '';
  const skew = source.thoughts.skews.bySpan.get(span);
  if (skew !== undefined) {
    return `${stickingOut(table, span, parent)}. ${skewSentence(table, skew)} Times are shown as they were sent.`;
  }
  const earlyNs = (startNs[parent] ?? 0) - (startNs[span] ?? 0);
  return earlyNs > 0 ? `starts ${durationText(earlyNs)} before its parent` : '';
}

function gapText(source: DetailsSource, span: number): string {
  return gapsOf(source.table, source.rows.tree, span as SpanIndex)
    .map(
      ({ startNs, endNs }) =>
        `${durationText(endNs - startNs)} from ${durationText(startNs - source.zeroNs)}`,
    )
    .join(', ');
}

/** Sorted by code point, as semantic conventions are listed. */
function pairsOf(attributes: ReadonlyMap<string, AttributeValue>): readonly DetailPair[] {
  return [...attributes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value: valueText(value) }));
}

/** Values may be nested as deep as a sender likes. */
const MAX_NESTING = 8;

export function valueText(value: AttributeValue, nesting = 0): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (nesting >= MAX_NESTING) return '…';
  if (value instanceof Uint8Array) {
    return `0x${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }
  if (isList(value)) return `[${value.map((item) => nestedText(item, nesting)).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${nestedText(item, nesting)}`)
    .join(', ')} }`;
}

function nestedText(value: AttributeValue, nesting: number): string {
  return typeof value === 'string' ? JSON.stringify(value) : valueText(value, nesting + 1);
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
