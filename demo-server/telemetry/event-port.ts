/**
 * In-process events, apart from what is made of them: code *executes* an event where something happens, telemetry
 * (or a test) *attaches* a handler. Handlers run synchronously in the caller, so the active context is the caller's.
 *
 * A handler that throws is reported and stays attached; the others still run (as on `node:diagnostics_channel`, and
 * unlike Elixir's `:telemetry`, which detaches it).
 */
export type Measurements = Readonly<Record<string, number>>;
export type Metadata = Readonly<Record<string, unknown>>;
export type EventHandler = (measurements: Measurements, metadata: Metadata) => void;

export interface EventPort {
  /** Calls the handler at each execution of the event; the answer detaches it. */
  attach(event: string, handler: EventHandler): () => void;
  /** A no-op when nobody listens. */
  execute(event: string, measurements: Measurements, metadata: Metadata): void;
  /**
   * Executes `event.start`, then `event.stop` or `event.exception`, around the work. All three get the same metadata
   * object, so that a handler can tell concurrent pairs apart by its identity.
   */
  span<T>(event: string, metadata: Metadata, work: () => Promise<T>): Promise<T>;
}

/** The channel behind an event port: `node:diagnostics_channel`, or a plain map where there is none. */
export interface EventChannels {
  subscribe(event: string, handler: (message: EventMessage) => void): () => void;
  publish(event: string, message: EventMessage): void;
}
export interface EventMessage {
  readonly measurements: Measurements;
  readonly metadata: Metadata;
}

export function eventPort(channels: EventChannels): EventPort {
  const execute: EventPort['execute'] = (event, measurements, metadata) =>
    channels.publish(event, { measurements, metadata });
  return {
    attach: (event, handler) =>
      channels.subscribe(event, ({ measurements, metadata }) => handler(measurements, metadata)),
    execute,
    async span(event, metadata, work) {
      const startMs = performance.now();
      execute(`${event}.start`, {}, metadata);
      try {
        const result = await work();
        execute(`${event}.stop`, { durationMs: performance.now() - startMs }, metadata);
        return result;
      } catch (error) {
        failures.set(metadata, error);
        execute(`${event}.exception`, { durationMs: performance.now() - startMs }, metadata);
        throw error;
      }
    },
  };
}

const failures = new WeakMap<Metadata, unknown>();
/** What the work of a span failed with; asked by handlers of `event.exception`. */
export const failureOf = (metadata: Metadata): unknown => failures.get(metadata);

export function portableChannels(reportFailure: (event: string, error: unknown) => void): EventChannels {
  const handlers = new Map<string, Set<(message: EventMessage) => void>>();
  return {
    subscribe(event, handler) {
      const own = (message: EventMessage) => handler(message);
      const set = handlers.get(event) ?? new Set();
      handlers.set(event, set.add(own));
      return () => set.delete(own);
    },
    publish(event, message) {
      for (const handler of handlers.get(event) ?? []) {
        try {
          handler(message);
        } catch (error) {
          reportFailure(event, error);
        }
      }
    },
  };
}
