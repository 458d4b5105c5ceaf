/**
 * The part `command-bridge`: what turns the events of hub commands into spans. A command executes `start`, then `stop`
 * or `error`; all events of one command carry the same object, which is how concurrent commands are told apart.
 */
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { COMMAND_EVENT, type CommandMetadata, isCommand } from '../../telemetry/command-event.ts';
import { type EventPort, failureOf } from '../../telemetry/event-port.ts';
import { errorType } from '../../telemetry/measure.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';

/** Attaches its handlers to the channel, once. */
export type CommandBridge = (channel: CommandChannel, tracer: Tracer) => void;

/** The channel `bldg.gateway.command`. Handlers run in the context of the command. */
export interface CommandChannel {
  onStart(handler: (command: Command) => void): void;
  onStop(handler: (command: Command, durationMs: number) => void): void;
  onError(handler: (command: Command, error: unknown) => void): void;
}
/** One command to one hub. Its three events carry this very object. */
export type Command = CommandMetadata;

/** As shipped. */
export const commandBridge: CommandBridge = (channel, tracer) => {
  const open = new WeakMap<Command, Span>();
  channel.onStart((command) => {
    const attributes = bldgAttributes({
      'bldg.hub.id': command.hubId,
      'bldg.device.firmware': command.firmware,
      'bldg.command.name': command.command,
      'bldg.injected_delay_ms': command.delayMs,
    });
    open.set(command, tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT, attributes }));
  });
  channel.onStop((command) => open.get(command)?.end());
  channel.onError((command, error) => {
    const span = open.get(command);
    span?.setAttribute(ATTR_ERROR_TYPE, errorType(error));
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
};

/**
 * Lets a bridge attach; the answer detaches all that it attached, later ones too. A bridge that throws half-way has
 * attached nothing. `guard` runs each of its handlers.
 */
export function attachBridge(
  bridge: CommandBridge,
  events: EventPort,
  tracer: Tracer,
  guard: (handler: () => void) => void = (handler) => handler(),
): () => void {
  const attached: (() => void)[] = [];
  const detach = () => {
    for (const stop of attached.splice(0)) stop();
  };
  const on = (event: string, handler: (command: Command, durationMs: number) => void) => {
    attached.push(
      events.attach(`${COMMAND_EVENT}.${event}`, ({ durationMs = 0 }, command) => {
        if (isCommand(command)) guard(() => handler(command, durationMs));
      }),
    );
  };
  try {
    bridge(
      {
        onStart: (handler) => on('start', (command) => handler(command)),
        onStop: (handler) => on('stop', handler),
        onError: (handler) => on('exception', (command) => handler(command, failureOf(command))),
      },
      tracer,
    );
  } catch (error) {
    detach();
    throw error;
  }
  return detach;
}
