/** One frame's worth of what is to be drawn: everything is decided, nothing is looked up on the way. */
import type { LogRecord, TraceReader } from '../../trace/model/types.ts';
import type { RowGeometry, RowWindow } from '../layout/row-geometry.ts';
import type { Rows } from '../layout/rows.ts';
import type { ServicePalette } from '../layout/service-palette.ts';
import type { SpanMark } from '../layout/span-marks.ts';
import type { TimeScale } from '../viewport/time-scale.ts';

/** How a span's end stands: known, still to come, or given up. */
export type SpanState = 'ended' | 'open' | 'lost';

/** A link as indexes: the span that carries it (a consumer) and the span it names (its producer). */
export interface LoadedLink {
  readonly from: number;
  readonly to: number;
}

/** Parts of spans that are to stand out; the rest of each bar is drawn faint. */
export interface Overlay {
  readonly type: 'critical-path' | 'self-time' | 'gaps';
  /** Start and end by turns, ascending; empty when no part of this span belongs to it. */
  intervals(span: number): ArrayLike<number>;
}

/** What marked spans prove; `accent`: nothing, somebody points at them. */
export type Tone = 'fail' | 'pass' | 'accent';

export interface Frame {
  readonly table: TraceReader;
  readonly rows: Rows;
  readonly geometry: RowGeometry;
  readonly scale: TimeScale;
  readonly scrollPx: number;
  readonly visible: RowWindow;
  /** What the ruler calls 0: the start of the earliest span. */
  readonly zeroNs: number;
  readonly palette: ServicePalette;
  /** A span's end, or for open and lost spans where their bars stop. */
  endOf(span: number): number;
  stateOf(span: number): SpanState;
  /** OTLP's number, as far as it is known. */
  statusOf(span: number): number;
  /** What stands beside a fold's bar: `×12, 32 ms`. */
  foldText(row: number): string;
  logsOf(span: number): readonly LogRecord[];
  /** What happened in the span, by time. */
  marksOf(span: number): readonly SpanMark[];
  /** Whether it links to spans that are not here. */
  linksAway(span: number): boolean;
  /** Whether the span sticks out of its caller because their clocks differ. */
  isSkewed(span: number): boolean;
  /** What happened later is not drawn: the trace as of a time. */
  readonly untilNs: number;
  readonly links: readonly LoadedLink[];
  readonly overlay: Overlay | undefined;
  readonly hoverRow: number;
  readonly hoverPx: number | undefined;
  readonly selectedRow: number;
  /** Rows and spans that prove something, and what they prove. */
  readonly tone: Tone;
  readonly highlightRows: ReadonlySet<number>;
  readonly highlightSpans: ReadonlySet<number>;
  /** While something is searched for, the rows that show it; the others are faint. */
  readonly matchRows: Pick<ReadonlySet<number>, 'has'> | undefined;
}
