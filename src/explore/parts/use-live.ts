/**
 * What a source says, asked again when it has news: at most so often, and never while nobody looks. A question that fails
 * leaves the last answer on show; another source begins anew.
 */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { atMostEvery, type PacePorts } from '../at-most-every.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';

export interface Live<T> {
  /** Undefined before the first answer. */
  readonly answer: Signal<T | undefined>;
  /** Why the last question has none; empty when it has. */
  readonly trouble: Signal<string>;
}

export interface LivePace {
  readonly everyMs: number;
  /** Asked also without news, after so long. */
  readonly anywayMs?: number;
}

export function useLive<T>(
  source: TelemetrySource,
  /** Undefined where the source has nothing of the kind. */
  ask: (() => Promise<T>) | undefined,
  pace: LivePace,
): Live<T> {
  const answer = useSignal<T | undefined>(undefined);
  const trouble = useSignal('');
  useEffect(() => keepLive(source, ask, pace, { answer, trouble }), [source]);
  return { answer, trouble };
}

/** Until the answer of this is called; what was asked before that is then of no interest any more. */
export function keepLive<T>(
  source: Pick<TelemetrySource, 'subscribe'>,
  ask: (() => Promise<T>) | undefined,
  { everyMs, anywayMs }: LivePace,
  { answer, trouble }: Live<T>,
  ports?: PacePorts,
): () => void {
  // Of another source.
  answer.value = undefined;
  trouble.value = '';
  if (ask === undefined) return () => {};
  let isOver = false;
  const again = atMostEvery(
    everyMs,
    async () => {
      try {
        const said = await ask();
        if (isOver) return;
        answer.value = said;
        trouble.value = '';
      } catch (error) {
        if (!isOver) trouble.value = error instanceof Error ? error.message : String(error);
      }
    },
    ports,
  );
  again.ask();
  const stop = source.subscribe(again.ask);
  const ticking = anywayMs === undefined ? undefined : setInterval(again.ask, anywayMs);
  return () => {
    isOver = true;
    clearInterval(ticking);
    stop();
    again.stop();
  };
}
