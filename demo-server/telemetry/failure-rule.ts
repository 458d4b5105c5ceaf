/**
 * What becomes of a handler that throws, as a choice. Every port keeps such a handler (`stays`, as on
 * `node:diagnostics_channel`); Elixir's `:telemetry` removes it (`detaches`). The rule is applied around the handler, so
 * both can listen to the same event on the same port and be compared.
 *
 *   event:    1   2   3   4   5
 *   stays     ok  ok  !!  ok  ok
 *   detaches  ok  ok  !!  -   -
 */
import type { EventHandler, EventPort } from './event-port.ts';

export type FailureRule = 'stays' | 'detaches';

export interface Attachment {
  readonly isAttached: () => boolean;
  /** May be called twice. */
  readonly detach: () => void;
}

export function attachWithRule(
  port: EventPort,
  event: string,
  handler: EventHandler,
  rule: FailureRule,
  onFailure: (error: unknown) => void,
): Attachment {
  let attached = true;
  const stop = port.attach(event, (measurements, metadata) => {
    try {
      handler(measurements, metadata);
    } catch (error) {
      if (rule === 'detaches') detach();
      onFailure(error);
    }
  });
  function detach(): void {
    if (!attached) return;
    attached = false;
    stop();
  }
  return { isAttached: () => attached, detach };
}
