/** Spans in words: what a row says to the eye and to assistive tools. */
import { type SpanIndex, STATUS_CODES, type TraceReader } from '../../trace/model/types.ts';
import type { SpanState } from '../render/frame.ts';
import { durationText } from './duration-text.ts';
import { isFold, membersOf, type Rows } from './rows.ts';

export interface RowWords {
  readonly name: string;
  readonly detail: string;
  /** `building-api, SELECT devices, 2.2 ms, unset`: the accessible name. */
  readonly spoken: string;
  readonly duration: string;
  readonly status: string;
}

export function rowWords(
  table: TraceReader,
  rows: Rows,
  row: number,
  stateOf: (span: number) => SpanState,
): RowWords {
  return isFold(rows, row)
    ? foldWords(table, membersOf(rows, row), stateOf)
    : spanWords(table, rows, row, stateOf);
}

function spanWords(
  table: TraceReader,
  rows: Rows,
  row: number,
  stateOf: (span: number) => SpanState,
): RowWords {
  const { columns, strings } = table;
  const span = rows.span[row] ?? 0;
  const service = strings.get(columns.service[span] ?? 0) || 'unknown service';
  const name = strings.get(columns.name[span] ?? 0) || 'unnamed span';
  const state = stateOf(span);
  const duration =
    state === 'ended' ? durationText((columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0)) : state;
  const status = STATUS_CODES[columns.status[span] ?? 0] ?? 'unset';
  const missingParent =
    (columns.parent[span] ?? -1) < 0 && strings.get(columns.parentSpanId[span] ?? 0) !== '';
  const note = rows.tree.cycleCuts.has(span as SpanIndex)
    ? ' · parents in a circle'
    : missingParent
      ? ' · parent not here'
      : '';
  return {
    name,
    detail: service + note,
    spoken: `${service}, ${name}, ${duration}, ${status}${note.replace(' ·', ',')}`,
    duration,
    status,
  };
}

function foldWords(table: TraceReader, members: Int32Array, stateOf: (span: number) => SpanState): RowWords {
  const { columns, strings } = table;
  const first = members[0] ?? 0;
  let totalNs = 0;
  let failed = 0;
  let open = 0;
  for (const span of members) {
    if (stateOf(span) === 'ended') totalNs += (columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0);
    else open++;
    if (columns.status[span] === 2) failed++;
  }
  const service = strings.get(columns.service[first] ?? 0) || 'unknown service';
  const name = `${strings.get(columns.name[first] ?? 0) || 'unnamed span'} ×${members.length}`;
  const duration = durationText(totalNs);
  // A database span is named after its statement's summary, so one name is one statement but for its values.
  const db =
    table.attribute(first as SpanIndex, 'db.system.name') ?? table.attribute(first as SpanIndex, 'db.system');
  const shape = db === undefined ? 'one parent' : 'one parent: N+1';
  const status = failed > 0 ? `${failed} failed` : open > 0 ? `${open} open` : 'unset';
  const detail = `${service} · ${status === 'unset' ? '' : `${status} · `}${shape}`;
  return {
    name,
    detail,
    spoken: `${service}, ${name}, ${duration} in all, ${status}, ${shape}`,
    duration,
    status,
  };
}
