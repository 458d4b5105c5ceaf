/**
 * What a source says, asked again when it has news: at most so often, and never while nobody looks. A question that fails
 * leaves the last answer on show; another source begins anew.
 */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { atMostEvery } from '../at-most-every.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';

export interface Live<T> {
  /** Undefined before the first answer. */
  readonly answer: Signal<T | undefined>;
  /** Why the last question has none; empty when it has. */
  readonly trouble: Signal<string>;
}

export function useLive<T>(
  source: TelemetrySource,
  /** Undefined where the source has nothing of the kind. */
  ask: (() => Promise<T>) | undefined,
  { everyMs, anywayMs }: { readonly everyMs: number; readonly anywayMs?: number },
): Live<T> {
  const answer = useSignal<T | undefined>(undefined);
  const trouble = useSignal('');
  useEffect(() => {
    // Of another source.
    answer.value = undefined;
    if (ask === undefined) return undefined;
    const again = atMostEvery(everyMs, async () => {
      try {
        answer.value = await ask();
        trouble.value = '';
      } catch (error) {
        trouble.value = error instanceof Error ? error.message : String(error);
      }
    });
    again.ask();
    const stop = source.subscribe(again.ask);
    const ticking = anywayMs === undefined ? undefined : setInterval(again.ask, anywayMs);
    return () => {
      clearInterval(ticking);
      stop();
      again.stop();
    };
  }, [source]);
  return { answer, trouble };
}
