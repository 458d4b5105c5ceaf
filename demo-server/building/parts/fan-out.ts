/**
 * The part `fan-out`: one request, a command to each of many doors, carried by a queue into another service. What the
 * sender does not put into the envelope is not there on the other side.
 *
 *   building-api  [PRODUCER send lock.command: headers() for each door] --> queue --> event-worker  lock() for each door
 */
import type { Tracer } from '@opentelemetry/api';

/** Says, once, what each side does. */
export type FanOut = (commands: Commands) => void;

export interface Commands {
  /** Called for each door, inside of the one PRODUCER span of the request. What it returns travels with the command. */
  onSend(headers: (sending: Sending) => Readonly<Record<string, string>>): void;
  /** Called for each door, in another service and outside of every span. */
  onCommand(process: (command: DoorCommand) => Promise<void>): void;
}

export interface Sending {
  /** How many doors this one request reaches. */
  readonly recipients: number;
  /** A number from 0 up to 1, another for each call, the same in each run. */
  random(): number;
}

export interface DoorCommand {
  readonly headers: Readonly<Record<string, string>>;
  /** Locks the door. Rejects when it jams. */
  lock(): Promise<void>;
  /** Of event-worker. Follows its parent: what the parent does not keep is not kept here. */
  readonly tracer: Tracer;
}

/** As shipped: nothing travels, and each command begins a trace of its own. */
export const fanOut: FanOut = (commands) => {
  commands.onSend(() => ({}));
  commands.onCommand(({ lock }) => lock().catch(() => undefined));
};
