/**
 * What another view of the same trace (a flame graph, a table, a map) is given, may do, and owes. A view is loaded when it
 * is first chosen; it fills an element that stands where the rows stood, and keeps nothing of the reader's place to itself:
 * selection, window of time and search are the timeline's, so that they survive a change of view.
 *
 *   header, tools        the timeline's
 *   minimap              the timeline's: its brush moves `context.window`
 *   [ the view's element ]
 *   details              the timeline's: they follow `actions.select`
 */
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { LogRecord, TraceReader } from '../../trace/model/types.ts';
import type { Comparison } from '../compare/comparison.ts';
import type { Rows } from '../layout/rows.ts';
import type { ServicePalette } from '../layout/service-palette.ts';
import type { Canvas2dTheme } from '../render/canvas2d.ts';
import type { SpanState, Tone } from '../render/frame.ts';
import type { TimeWindow } from '../viewport/time-scale.ts';

/** Some of the spans, in no order that means anything. */
export type SpanSet = Pick<ReadonlySet<number>, 'size' | 'has'> & Iterable<number>;

export interface ViewContext {
  readonly table: TraceReader;
  /** The table's version that {@link tree} and {@link rows} were made of: the same version, the same spans. */
  readonly version: number;
  readonly tree: TraceTree;
  /** The waterfall's rows, folds and all. Another object whenever one is opened or closed. */
  readonly rows: Rows;
  readonly palette: ServicePalette;
  /** Colours and fonts for a canvas. Another object when they change. */
  readonly theme: Canvas2dTheme;
  /** What the reader looks at; the minimap's brush, the keys and the view itself move it. */
  readonly window: TimeWindow;
  /** From the first start to the last end, or to now. */
  readonly bounds: TimeWindow;
  /** During a replay, the time as of which the rows show the trace. */
  readonly asOfNs: number | undefined;
  /** What the ruler calls 0. */
  readonly zeroNs: number;
  /** -1 for none. */
  readonly selected: number;
  readonly highlight: ReadonlySet<number>;
  readonly tone: Tone;
  /** While something is searched for, the spans that match: the others are to be drawn faint. */
  readonly matches: SpanSet | undefined;
  readonly live: boolean;
  /** What to compare with, if the page gave something. */
  readonly comparison: Comparison | undefined;
  /** A span's end, or for open and lost spans where their bars stop. */
  endOf(span: number): number;
  stateOf(span: number): SpanState;
  logsOf(span: number): readonly LogRecord[];
}

export interface ViewActions {
  /** Selects: the details open, `spanselect` is fired, and the waterfall will show it when the reader goes back. */
  select(span: number): void;
  deselect(): void;
  show(window: TimeWindow): void;
  fit(): void;
  zoomToSpan(span: number): void;
  /** Marks spans in every view, as `timeline.highlight` does; none clears. */
  highlight(spans: Iterable<number>): void;
  /** Goes to another view: `waterfall`. */
  choose(view: string): void;
  /** Asks for one more `update` before the next paint. */
  invalidate(): void;
}

export interface TraceView {
  /** At most once a frame, whenever anything in the context may have changed; cheap when nothing did. */
  update(context: ViewContext): void;
  /** The view was chosen by key, or the details were closed: it takes the focus to where the reader was. */
  focus?(): void;
  dispose(): void;
}

/** `holder` is empty, in the shadow root, and gets its height from what is put into it. */
export type CreateView = (holder: HTMLElement, actions: ViewActions) => TraceView;

export interface ViewEntry {
  /** What `timeline.view` says: `flame`. */
  readonly name: string;
  /** What the switch says: `Flame`. */
  readonly label: string;
  readonly title: string;
  /** Whether the switch offers it just now; always, if left out. */
  isOffered?(context: Pick<ViewContext, 'comparison'>): boolean;
  load(): Promise<CreateView>;
}
