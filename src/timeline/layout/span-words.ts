/** Spans in words: what a row says to the eye and to assistive tools. */
import { selfTimeNs } from '../../trace/analysis/self-time.ts';
import { type SpanIndex, STATUS_CODES, type TraceReader } from '../../trace/model/types.ts';
import { insights } from '../insights/insights-slot.ts';
import type { SpanState } from '../render/frame.ts';
import type { Thoughts } from '../thoughts.ts';
import { durationText, shiftText } from './duration-text.ts';
import { isFold, membersOf, type Rows } from './rows.ts';
import { nameText, serviceText } from './shown-text.ts';
import type { SpanCompanions } from './span-companions.ts';

export interface RowWords {
  readonly name: string;
  readonly detail: string;
  /** `building-api, SELECT devices, 2.2 ms, unset`, then what else there is to say: the accessible name. */
  readonly spoken: string;
  readonly duration: string;
  readonly status: string;
}

/** What the words are made of; the model is one. */
export interface WordSource {
  readonly table: TraceReader;
  readonly rows: Rows;
  readonly stateOf: (span: number) => SpanState;
  readonly statusOf: (span: number) => number;
  /** While a run goes on, the time; undefined when nothing is expected any more. */
  readonly nowNs: number | undefined;
  readonly thoughts: Pick<Thoughts, 'skews' | 'faults'>;
  readonly companions: Pick<SpanCompanions, 'foreignLinksOf'>;
}

export function rowWords(source: WordSource, row: number): RowWords {
  const { rows } = source;
  return isFold(rows, row) ? foldWords(source, membersOf(rows, row)) : spanWords(source, rows.span[row] ?? 0);
}

function spanWords(source: WordSource, span: number): RowWords {
  const { table } = source;
  const { columns, strings } = table;
  const service = serviceText(strings.get(columns.service[span] ?? 0));
  const name = nameText(strings.get(columns.name[span] ?? 0));
  const state = source.stateOf(span);
  const duration =
    state === 'ended' ? durationText((columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0)) : state;
  const status = STATUS_CODES[source.statusOf(span)] ?? 'unset';
  const notes = notesOf(source, span, state);
  return {
    name,
    detail: [service, ...notes].join(' · '),
    spoken: [service, name, duration, status, ...notes].join(', '),
    duration,
    status,
  };
}

function notesOf(source: WordSource, span: number, state: SpanState): readonly string[] {
  const { table, rows, thoughts } = source;
  const { tree } = rows;
  const isLive = source.nowNs !== undefined;
  const notes = [...(insights()?.faultWords(table, tree, thoughts.faults, span, isLive) ?? [])];
  if (thoughts.skews.bySpan.has(span)) {
    const words = insights()?.stickingOut(table, span, tree.parent[span] ?? -1) ?? '';
    notes.push(words, 'clocks differ');
  }
  const shiftNs = table.shiftNs?.(span) ?? 0;
  if (shiftNs !== 0) notes.push(`shifted by ${shiftText(shiftNs)}, as shown`);
  const [away, ...more] = source.companions.foreignLinksOf(span);
  if (away !== undefined) {
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    notes.push(`→ trace ${away.traceId.slice(0, 8)}${others}`);
  }
  // Last, for it is what may be cut off: the details say it, too.
  const childCount = (tree.childStart[span + 1] ?? 0) - (tree.childStart[span] ?? 0);
  if (childCount > 0 && state === 'ended') {
    notes.push(`self ${durationText(Math.max(0, selfTimeNs(table, tree, span as SpanIndex)))}`);
  }
  return notes;
}

function foldWords({ table, stateOf, statusOf }: WordSource, members: Int32Array): RowWords {
  const { columns, strings } = table;
  const first = members[0] ?? 0;
  let totalNs = 0;
  let failed = 0;
  let open = 0;
  for (const span of members) {
    if (stateOf(span) === 'ended') totalNs += (columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0);
    else open++;
    if (statusOf(span) === 2) failed++;
  }
  const service = serviceText(strings.get(columns.service[first] ?? 0));
  const name = `${nameText(strings.get(columns.name[first] ?? 0))} ×${members.length}`;
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
