/** Evidence for tests: spans as text, whatever else a check may look at, and one request traced in three ways. */
import type { Evidence } from '../../../src/trace/checks/types.ts';
import type { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { traceTable } from '../../support/trace-text.ts';

export function evidenceOf(text: string | TraceTable, more: Partial<Evidence> = {}): Evidence {
  const table = typeof text === 'string' ? traceTable(text) : text;
  return { table, inputs: {}, responses: [], values: {}, ...more };
}

export function namesOf({ table }: Evidence, spans: readonly SpanIndex[]): readonly string[] {
  return spans.map((span) => table.strings.get(table.columns.name[span] ?? 0));
}

/** The server span below which the queries of these requests stand. */
export const UNITS = '{ name = "GET /units" }';

export const nPlusOne = evidenceOf(`
  building-api  GET /units           |0-120ms|  @kind=server http.route=/units
    building-api  SELECT units       |5-12ms|   @kind=client db.system.name=postgresql db.query.text="SELECT * FROM units WHERE building_id = 1"
    building-api  SELECT devices     |15-22ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 1"
    building-api  SELECT devices     |25-32ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 2"
    building-api  SELECT devices     |35-42ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id = 3"
`);
export const joined = evidenceOf(`
  building-api  GET /units           |0-40ms|  @kind=server http.route=/units
    building-api  SELECT units       |5-12ms|   @kind=client db.system.name=postgresql db.query.text="SELECT * FROM units WHERE building_id = 1"
    building-api  SELECT devices     |15-22ms|  @kind=client db.system.name=postgresql db.query.text="SELECT * FROM devices WHERE unit_id IN (1, 2, 3)"
`);
export const uninstrumented = evidenceOf(`
  building-api  GET /units           |0-40ms|  @kind=server http.route=/units
`);
