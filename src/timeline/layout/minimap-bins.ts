/**
 * The whole trace in a few lines of pixels. Rows share lanes, lanes are cut into bins of one pixel; where several spans
 * meet, the lowest row wins, a failed one first. O(spans + lanes x bins): bins already taken are skipped by a
 * union-find pointer to the next free one, so a hundred thousand long spans cost no more than short ones.
 */
import type { TraceReader } from '../../trace/model/types.ts';
import { isFold, membersOf, type Rows } from './rows.ts';
import type { ServicePalette } from './service-palette.ts';

export interface MinimapBar {
  readonly lane: number;
  /** In bins. */
  readonly from: number;
  readonly to: number;
  /** A slot of the palette, or {@link FAILED}. */
  readonly slot: number;
}
export const FAILED = 254;
const FREE = 255;
const ERROR = 2;
const STEP_ROWS = 100_000;

/** At once. */
export function minimapBars(...what: Parameters<typeof paintMinimap>): readonly MinimapBar[] {
  const painting = paintMinimap(...what);
  for (;;) {
    const { done, value } = painting.next();
    if (done) return value;
  }
}

/** In steps that a frame has room for: a million rows take several. */
export function* paintMinimap(
  table: TraceReader,
  rows: Rows,
  palette: ServicePalette,
  bounds: { readonly startNs: number; readonly endNs: number },
  endOf: (span: number) => number,
  /** At least one of each. */
  size: { readonly bins: number; readonly lanes: number },
): Generator<undefined, readonly MinimapBar[]> {
  // Many rows have a frame of their own: the one that lays them out has enough to do.
  if (rows.count > STEP_ROWS) yield;
  const { bins } = size;
  const lanes = Math.min(size.lanes, rows.count);
  const durationNs = bounds.endNs - bounds.startNs;
  if (!(durationNs > 0)) return [];
  const slots = new Uint8Array(lanes * bins).fill(FREE);
  const nextFree = new Int32Array(lanes * (bins + 1));
  for (let at = 0; at < nextFree.length; at++) nextFree[at] = at % (bins + 1);

  const { startNs, service, status } = table.columns;
  const binsPerNs = bins / durationNs;
  const paint = (lane: number, span: number, slot?: number) => {
    const base = lane * (bins + 1);
    const binOf = (timeNs: number) => clampBin((timeNs - bounds.startNs) * binsPerNs, bins - 1);
    const fromNs = startNs[span] ?? 0;
    let bin = free(nextFree, base, binOf(fromNs));
    const to = binOf(Math.max(fromNs, endOf(span)));
    for (; bin <= to; bin = free(nextFree, base, bin)) {
      slots[lane * bins + bin] = slot ?? palette.slotOf(service[span] ?? 0);
      nextFree[base + bin] = bin + 1;
    }
  };
  const laneOf = (row: number) => Math.floor((row * lanes) / rows.count);
  // Failed ones first. What they have taken is not free any more, so that they may come again below.
  for (let span = 0; span < table.spanCount; span++) {
    const row = status[span] === ERROR ? (rows.rowOfSpan[span] ?? -1) : -1;
    if (row >= 0) paint(laneOf(row), span, FAILED);
  }
  if (rows.count > STEP_ROWS) yield;
  for (let row = rows.count - 1; row >= 0; row--) {
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
    if (!isFold(rows, row)) paint(laneOf(row), rows.span[row] ?? 0);
    else for (const span of membersOf(rows, row)) paint(laneOf(row), span);
  }
  return runs(slots, lanes, bins);
}

function clampBin(bin: number, last: number): number {
  return bin > 0 ? Math.min(last, Math.floor(bin)) : 0;
}

/** The first free bin at or after `bin`, halving the path as it goes. */
function free(nextFree: Int32Array, base: number, bin: number): number {
  let at = bin;
  for (;;) {
    const next = nextFree[base + at] ?? at;
    if (next === at) return at;
    const beyond = nextFree[base + next] ?? next;
    nextFree[base + at] = beyond;
    at = beyond;
  }
}

function runs(slots: Uint8Array, lanes: number, bins: number): readonly MinimapBar[] {
  const bars: MinimapBar[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    let from = 0;
    for (let bin = 1; bin <= bins; bin++) {
      const slot = slots[lane * bins + from] ?? FREE;
      if (bin < bins && slots[lane * bins + bin] === slot) continue;
      if (slot !== FREE) bars.push({ lane, from, to: bin, slot });
      from = bin;
    }
  }
  return bars;
}
