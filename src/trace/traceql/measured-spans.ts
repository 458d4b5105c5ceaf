/**
 * What a metrics query read from the spans that it found in one table, and no more than that: the table may go.
 *
 *   span  start  group  trace  id         value  of span
 *   0     12.0   0      0      'b7ad..'   0.5    0
 *   1     17.0   2      0      '00f0..'   0.7    0        a field may have several values in one span
 *                                         0.1    1
 */
import { f64, GrowableColumns, u32 } from '../model/growable-columns.ts';

export class MeasuredSpans {
  readonly spans = new GrowableColumns({ startNs: f64, group: u32, trace: u32 });
  readonly spanIds: string[] = [];
  /** In the order of their spans. */
  readonly values = new GrowableColumns({ span: u32, value: f64 });
  /** What `trace` is a place in. */
  readonly traceIds: string[] = [];

  add(startNs: number, group: number, trace: number, spanId: string): number {
    const span = this.spans.push();
    const { arrays } = this.spans;
    arrays.startNs[span] = startNs;
    arrays.group[span] = group;
    arrays.trace[span] = trace;
    this.spanIds.push(spanId);
    return span;
  }

  addValue(span: number, value: number): void {
    const at = this.values.push();
    const { arrays } = this.values;
    arrays.span[at] = span;
    arrays.value[at] = value;
  }

  /** Rows of both kinds: what it costs to keep. */
  get size(): number {
    return this.spans.length + this.values.length;
  }
}
