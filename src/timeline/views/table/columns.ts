/** What a row of the table says in each column: the text shown, and what it is sorted by. */

import type { SpanGroup } from '../../../trace/analysis/span-groups.ts';
import { SPAN_KINDS, type SpanIndex, STATUS_CODES } from '../../../trace/model/types.ts';
import { durationText } from '../../layout/duration-text.ts';
import { nameText, serviceText } from '../../layout/shown-text.ts';
import { valueText } from '../../layout/span-details.ts';
import type { ViewContext } from '../trace-view.ts';

/** Of a span, or of a group of like spans. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** Sorted by this; numbers biggest first when first chosen. */
  value(row: Row): number | string;
  /** What is shown. */
  text(row: Row): string;
  /** What is written to a file, if that is more exact: a time in milliseconds without its unit, which the title then has. */
  readonly exact?: { readonly title: string; of(row: Row): string };
}

export type TableSource = Pick<
  ViewContext,
  'table' | 'zeroNs' | 'asOfNs' | 'endOf' | 'stateOf' | 'logsOf'
> & {
  readonly selfNs: Float64Array;
};

export function spanColumns(
  source: TableSource,
  attributes: readonly string[],
): readonly Column<SpanIndex>[] {
  const { table, zeroNs, asOfNs, endOf, stateOf, selfNs } = source;
  const { columns, strings } = table;
  const startOf = (span: SpanIndex) => columns.startNs[span] ?? 0;
  const lengthOf = (span: SpanIndex) => endOf(span) - startOf(span);
  const isOver = (span: SpanIndex) => stateOf(span) === 'ended';
  const isPast = ({ timeNs }: { readonly timeNs: number }) => !(timeNs > (asOfNs ?? timeNs));
  const moments = (span: SpanIndex) =>
    table.events(span).filter(isPast).length + source.logsOf(span).filter(isPast).length;
  const text = (id: string, title: string, of: (span: SpanIndex) => string): Column<SpanIndex> => ({
    id,
    title,
    isNumber: false,
    value: of,
    text: of,
  });
  const time = (id: string, title: string, of: (span: SpanIndex) => number): Column<SpanIndex> => ({
    id,
    title,
    isNumber: true,
    value: of,
    text: (span) => durationText(of(span)),
    exact: { title: `${title} (ms)`, of: (span) => String(of(span) / 1e6) },
  });
  return [
    time('start', 'Start', (span) => startOf(span) - zeroNs),
    text('name', 'Name', (span) => nameText(strings.get(columns.name[span] ?? 0))),
    text('service', 'Service', (span) => serviceText(strings.get(columns.service[span] ?? 0))),
    {
      ...time('duration', 'Duration', lengthOf),
      text: (span) => (isOver(span) ? durationText(lengthOf(span)) : stateOf(span)),
    },
    {
      ...time('self', 'Self time', (span) => selfNs[span] ?? 0),
      text: (span) => `${isOver(span) ? '' : '≥ '}${durationText(selfNs[span] ?? 0)}`,
    },
    text('kind', 'Kind', (span) => SPAN_KINDS[columns.kind[span] ?? 0] ?? ''),
    {
      ...text('status', 'Status', (span) => statusText(source, span)),
      // Errors first, for they are looked for.
      value: (span) => -statusOf(source, span),
    },
    {
      id: 'moments',
      title: 'Events, logs',
      isNumber: true,
      value: moments,
      text: (span) => String(moments(span)),
    },
    ...attributes.map((key) => attributeColumn(source, key)),
  ];
}

/** As of a time at which a span still ran, nobody knew how it would end. */
export function statusOf(
  { table, asOfNs, stateOf }: Pick<TableSource, 'table' | 'asOfNs' | 'stateOf'>,
  span: SpanIndex,
): number {
  return asOfNs !== undefined && stateOf(span) !== 'ended' ? 0 : (table.columns.status[span] ?? 0);
}

function statusText(source: TableSource, span: SpanIndex): string {
  const { table } = source;
  const code = statusOf(source, span);
  const message = code === 0 ? '' : table.strings.get(table.columns.statusMessage[span] ?? 0);
  const word = STATUS_CODES[code] ?? 'unset';
  return `${code === 2 ? '✕ ' : ''}${word}${message === '' ? '' : `: ${message}`}`;
}

function attributeColumn({ table }: TableSource, key: string): Column<SpanIndex> {
  const value = (span: SpanIndex) => table.attribute(span, key) ?? table.resourceAttributes(span).get(key);
  return {
    id: `attribute ${key}`,
    title: key,
    isNumber: false,
    value: (span) => {
      const found = value(span);
      return typeof found === 'number' ? found : found === undefined ? '' : valueText(found);
    },
    text: (span) => {
      const found = value(span);
      return found === undefined ? '' : valueText(found);
    },
  };
}

export function groupColumns({ table }: TableSource): readonly Column<SpanGroup>[] {
  const { strings } = table;
  const text = (id: string, title: string, of: (group: SpanGroup) => string): Column<SpanGroup> => ({
    id,
    title,
    isNumber: false,
    value: of,
    text: of,
  });
  const count = (id: string, title: string, of: (group: SpanGroup) => number): Column<SpanGroup> => ({
    id,
    title,
    isNumber: true,
    value: of,
    text: (group) => of(group).toLocaleString('en'),
    exact: { title, of: (group) => String(of(group)) },
  });
  const time = (id: string, title: string, of: (group: SpanGroup) => number): Column<SpanGroup> => ({
    id,
    title,
    isNumber: true,
    value: of,
    text: (group) => durationText(of(group)),
    exact: { title: `${title} (ms)`, of: (group) => String(of(group) / 1e6) },
  });
  return [
    text('name', 'Name', ({ name }) => nameText(strings.get(name))),
    text('service', 'Service', ({ service }) => serviceText(strings.get(service))),
    count('count', 'Count', ({ spans }) => spans.length),
    count('errors', 'Errors', ({ errors }) => errors),
    time('sum', 'Sum', ({ sumNs }) => sumNs),
    time('self', 'Self time', ({ selfNs }) => selfNs),
    time('mean', 'Mean', ({ meanNs }) => meanNs),
    time('p50', 'p50', ({ p50Ns }) => p50Ns),
    time('p95', 'p95', ({ p95Ns }) => p95Ns),
    time('max', 'Max', ({ maxNs }) => maxNs),
  ];
}
