/**
 * How often a statement reads the spans, by the plan that DuckDB made of it and not by its text: each scan of the table
 * counts, and each further use of a part that was named once (`WITH`) counts as one more.
 */
interface PlanNode {
  readonly name?: unknown;
  readonly children?: unknown;
  readonly extra_info?: { readonly Table?: unknown };
}

/** `json` is what `EXPLAIN (FORMAT json)` answers. */
export function readsOfSpans(json: string): number {
  let scans = 0;
  let parts = 0;
  let uses = 0;
  const waiting = [...nodes(JSON.parse(json))];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const name = String(node.name).trim();
    if (name === 'CTE') parts += 1;
    else if (name === 'CTE_SCAN') uses += 1;
    else if (name === 'SEQ_SCAN' && /(^|\.)otel_traces$/.test(String(node.extra_info?.Table))) scans += 1;
    waiting.push(...nodes(node.children));
  }
  return scans + (scans > 0 ? Math.max(0, uses - parts) : 0);
}

const nodes = (value: unknown): readonly PlanNode[] =>
  Array.isArray(value) ? value.filter((node) => typeof node === 'object' && node !== null) : [];
