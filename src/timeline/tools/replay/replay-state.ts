/**
 * A replay: where it is, whether it plays, how fast. Immutable; every change is a new state, and `atNs` never leaves the trace.
 *
 *   fromNs |=============*---------------| toNs      the share of the whole that has happened; at the end it stops
 *                       atNs
 */
export interface Replay {
  readonly fromNs: number;
  readonly toNs: number;
  readonly atNs: number;
  readonly playing: boolean;
  readonly speed: ReplaySpeed;
}

/** Times real time; `fit`: the whole in {@link FIT_MS}, however long it was. */
export type ReplaySpeed = number | 'fit';
export const REPLAY_SPEEDS: readonly ReplaySpeed[] = ['fit', 0.01, 0.1, 0.5, 1, 2, 10];
export const FIT_MS = 5_000;
/** With less, a trace of microseconds would be over before it is seen. */
const MIN_NS = 1;

export function replayOf({ startNs, endNs }: { readonly startNs: number; readonly endNs: number }): Replay {
  const toNs = Math.max(startNs + MIN_NS, endNs);
  return { fromNs: startNs, toNs, atNs: startNs, playing: false, speed: 'fit' };
}

/** From the end it begins again. */
export function play(replay: Replay): Replay {
  return { ...replay, playing: true, atNs: replay.atNs >= replay.toNs ? replay.fromNs : replay.atNs };
}

export function pause(replay: Replay): Replay {
  return { ...replay, playing: false };
}

export function seek(replay: Replay, atNs: number): Replay {
  const within = Math.min(replay.toNs, Math.max(replay.fromNs, atNs));
  return { ...replay, atNs: Number.isNaN(within) ? replay.atNs : within };
}

export function seekShare(replay: Replay, share: number): Replay {
  return seek(replay, replay.fromNs + share * (replay.toNs - replay.fromNs));
}

export function shareOf({ fromNs, toNs, atNs }: Replay): number {
  return (atNs - fromNs) / (toNs - fromNs);
}

/** What passes in `elapsedMs` of the reader's time. */
export function advance(replay: Replay, elapsedMs: number): Replay {
  if (!replay.playing) return replay;
  const nsPerMs = replay.speed === 'fit' ? (replay.toNs - replay.fromNs) / FIT_MS : replay.speed * 1e6;
  const moved = seek(replay, replay.atNs + Math.max(0, elapsedMs) * nsPerMs);
  return moved.atNs >= moved.toNs ? pause(moved) : moved;
}

/** `real time`, `0.1× real time`, `whole in 5 s`. */
export function speedText(speed: ReplaySpeed): string {
  if (speed === 'fit') return `whole in ${FIT_MS / 1_000} s`;
  return speed === 1 ? 'real time' : `${speed}× real time`;
}
