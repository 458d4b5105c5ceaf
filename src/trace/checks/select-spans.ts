/** Queries of checks, parsed once: a check is asked again with every batch that arrives. */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { evaluateTraceQL, type ParsedTraceQL, parseTraceQL, type Query } from '../traceql/traceql.ts';

const MAX_REMEMBERED = 500;
const remembered = new Map<string, ParsedTraceQL>();

export function parseOnce(text: string): ParsedTraceQL {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const parsed = parseTraceQL(text);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

/** The text must have been found readable: see `checkProblems`. */
export function readQuery(text: string): Query {
  const parsed = parseOnce(text);
  if (!parsed.ok) throw new Error(`Not a readable query: ${text}: ${parsed.error.message}`);
  return parsed.query;
}

export function selectSpans(text: string, table: TraceReader): readonly SpanIndex[] {
  return evaluateTraceQL(readQuery(text), table).spans;
}
