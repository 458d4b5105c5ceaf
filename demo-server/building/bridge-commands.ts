/** The events of hub commands become spans by one bridge: the learner's while one is installed, else the shipped one. */
import { guardedTracer } from '../programs/guards.ts';
import type { ProgramHost } from '../programs/program-host.ts';
import type { EventPort } from '../telemetry/event-port.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { attachBridge, commandBridge } from './parts/command-bridge.ts';

/** The answer detaches whichever is attached then. */
export function bridgeCommands(
  events: EventPort,
  { tracer }: ServiceTelemetry,
  programs: ProgramHost,
): () => void {
  let detach = () => {};
  const stop = programs.subscribe(() => {
    detach();
    const program = programs.standIn('command-bridge');
    detach =
      program === undefined
        ? attachBridge(commandBridge, events, tracer)
        : attachBridge(program, events, guardedTracer(tracer, programs.spend), programs.handle);
  });
  return () => {
    stop();
    detach();
  };
}
