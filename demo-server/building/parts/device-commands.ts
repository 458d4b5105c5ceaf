/**
 * The part `device-commands`: the span of a command to a device, and what device-gateway, a service of another team, gets
 * to know of it. Baggage goes with the request, and is on no span until a processor puts it there.
 *
 *   building-api  device.command --send()--> baggage, traceparent --> device-gateway  POST /devices/:id/commands
 *        processors: onStart for each span                                 processors: onStart for each span
 */
import { type Context, context, propagation, type Span, type Tracer, trace } from '@opentelemetry/api';

/** Says, once, what is done for each command and at the start of each span. */
export type DeviceCommands = (building: CommandTelemetry) => void;

export interface CommandTelemetry {
  /** Called in building-api, for each command. */
  onCommand(handle: (command: DeviceCommand) => Promise<void>): void;
  /** Added to the TracerProvider of building-api, and to that of device-gateway. */
  addSpanProcessor(processor: SpanProcessor): void;
}

export interface DeviceCommand {
  readonly deviceId: number;
  readonly buildingId: number;
  /** Of building-api. */
  readonly tracer: Tracer;
  /** Sends the command to device-gateway, with the context and the baggage that are active when it is called. */
  send(): Promise<void>;
}

/** As the SDK has it, without what happens at the end. */
export interface SpanProcessor {
  /** `parentContext` is the context that the span was started in; in device-gateway, the one that came with the request. */
  onStart(span: Span, parentContext: Context): void;
}

/** The baggage that may become attributes. Ids are whole numbers, and baggage is text. */
const ALLOWED = ['bldg.device.id', 'bldg.building.id'];

/** As shipped. */
export const deviceCommands: DeviceCommands = (building) => {
  building.addSpanProcessor({
    onStart(span, parentContext) {
      const baggage = propagation.getBaggage(parentContext);
      for (const key of ALLOWED) {
        const value = baggage?.getEntry(key)?.value;
        if (value !== undefined) span.setAttribute(key, Number(value));
      }
    },
  });
  building.onCommand(async ({ deviceId, buildingId, tracer, send }) => {
    const outer = context.active();
    const baggage = (propagation.getBaggage(outer) ?? propagation.createBaggage())
      .setEntry('bldg.device.id', { value: String(deviceId) })
      .setEntry('bldg.building.id', { value: String(buildingId) });
    const own = propagation.setBaggage(outer, baggage);
    const span = tracer.startSpan('device.command', {}, own);
    try {
      await context.with(trace.setSpan(own, span), send);
    } finally {
      span.end();
    }
  });
};
