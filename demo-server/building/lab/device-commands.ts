/**
 * The laboratory of attributes: commands to devices, all at once, from a phone that sends baggage of its own. Two services
 * with TracerProviders of this request, so that a program's processors end with it. Unlike the building's servers, its
 * device-gateway takes baggage as it comes: that is what the exercise is about.
 *
 *   phone --baggage--> building-api  device.command --> device-gateway  POST /devices/:id/commands --> hub
 */
import {
  type Baggage,
  type Context,
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { SpanProcessor as SdkSpanProcessor } from '@opentelemetry/sdk-trace';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';
import * as z from 'zod';
import { type Clock, delay } from '../../clock.ts';
import { guardedTracer } from '../../programs/guards.ts';
import { ProgramError } from '../../programs/problem.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import {
  createServiceTelemetry,
  type ServiceTelemetry,
  type TelemetrySinks,
} from '../../telemetry/service-telemetry.ts';
import { tracedFetch } from '../../telemetry/traced-fetch.ts';
import {
  type CommandTelemetry,
  type DeviceCommand,
  type DeviceCommands,
  deviceCommands,
  type SpanProcessor,
} from '../parts/device-commands.ts';
import { DEVICES, DEVICES_PER_BUILDING } from '../seed.ts';

export const deviceCommandsBody = z.strictObject({
  deviceIds: z.array(z.int().min(1).max(DEVICES)).min(1).max(20),
  /** What the phone put into its baggage. */
  baggage: z.record(z.string().regex(/^[a-z][a-z0-9._]{0,63}$/), z.string().max(256)).default({}),
});
export interface DeviceCommandsDeps {
  readonly clock: Clock;
  readonly programs: ProgramHost;
  readonly sinks: TelemetrySinks;
}
export interface DeviceCommandsAnswer {
  readonly commands: readonly CommandAnswer[];
}
/** `language` is what device-gateway read from the phone's baggage: it is there for whoever comes later. */
interface CommandAnswer {
  readonly deviceId: number;
  readonly accepted: boolean;
  readonly language: string;
}

const ROUTE = '/devices/:id/commands';
const LANGUAGE = 'tenant.language';
/** On the way to the gateway every request is alone: another one may have begun in between. */
const HOP_MS = 5;

export async function runDeviceCommands(
  { deviceIds, baggage }: z.infer<typeof deviceCommandsBody>,
  headers: Headers,
  { programs, sinks, clock }: DeviceCommandsDeps,
): Promise<DeviceCommandsAnswer> {
  const program = programs.standIn('device-commands', headers);
  const { handle, processors } = await installed(program ?? deviceCommands, programs);
  const service = (name: string) =>
    createServiceTelemetry(name, {
      ...sinks,
      spanProcessors: [...processors, ...sinks.spanProcessors],
      metricReaders: () => [],
    });
  const api = service('building-api');
  const tracer = program ? guardedTracer(api.tracer, programs.spend) : api.tracer;
  const gateway = gatewayOf(service('device-gateway'), clock);
  const call = tracedFetch({ baseUrl: 'http://device-gateway', fetch: gateway }, api);

  const command = async (deviceId: number): Promise<CommandAnswer> => {
    let answered: CommandAnswer | undefined;
    const given: DeviceCommand = {
      deviceId,
      buildingId: Math.ceil(deviceId / DEVICES_PER_BUILDING),
      tracer,
      async send() {
        const answer = await call({ method: 'POST', template: ROUTE, params: { id: deviceId } });
        answered = (await answer.json()) as CommandAnswer;
      },
    };
    await programs.run(async () => handle(given));
    return answered ?? { deviceId, accepted: false, language: 'unknown' };
  };
  const phone = withEntries(contextApi.active(), baggage);
  return { commands: await contextApi.with(phone, () => Promise.all(deviceIds.map(command))) };
}

/** The context with what the phone sent, beside what marks the run. */
function withEntries(context: Context, entries: Readonly<Record<string, string>>): Context {
  const own: Baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  const all = Object.entries(entries).reduce((so, [key, value]) => so.setEntry(key, { value }), own);
  return propagation.setBaggage(context, all);
}

/** device-gateway, as far as it goes here: it knows the device by its path, and puts no id of ours on its span. */
function gatewayOf({ tracer }: ServiceTelemetry, clock: Clock): (request: Request) => Promise<Response> {
  return async ({ url, headers, method }) => {
    await delay(clock, HOP_MS);
    const context = propagation.extract(ROOT_CONTEXT, Object.fromEntries(headers));
    const { pathname } = new URL(url);
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_HTTP_ROUTE]: ROUTE,
      [ATTR_URL_PATH]: pathname,
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
    };
    const span = tracer.startSpan(`${method} ${ROUTE}`, { kind: SpanKind.SERVER, attributes }, context);
    const toHub = trace.setSpan(context, span);
    tracer.startSpan('hub command', { kind: SpanKind.CLIENT }, toHub).end();
    const language = propagation.getBaggage(context)?.getEntry(LANGUAGE)?.value ?? 'unknown';
    span.end();
    return Response.json({ deviceId: Number(pathname.split('/')[2]), accepted: true, language });
  };
}

interface Installed {
  readonly handle: (command: DeviceCommand) => Promise<void>;
  readonly processors: readonly SdkSpanProcessor[];
}

async function installed(program: DeviceCommands, programs: ProgramHost): Promise<Installed> {
  let handle: Parameters<CommandTelemetry['onCommand']>[0] | undefined;
  const processors: SdkSpanProcessor[] = [];
  await programs.run(async () => {
    program({
      onCommand(given) {
        handle = given;
      },
      addSpanProcessor: (processor) => void processors.push(guardedProcessor(processor, programs)),
    });
    if (typeof handle !== 'function')
      throw new ProgramError(
        '`deviceCommands` does not call `building.onCommand`.',
        'Give `building.onCommand` a function that sends the command.',
      );
  });
  if (handle === undefined) throw new Error('a part without its handler');
  return { handle, processors };
}

function guardedProcessor(processor: SpanProcessor, programs: ProgramHost): SdkSpanProcessor {
  if (typeof processor?.onStart !== 'function')
    throw new ProgramError(
      'A span processor here needs the method `onStart`.',
      'Give `building.addSpanProcessor` an object such as { onStart(span, parentContext) { ... } }.',
    );
  return {
    onStart: (span, parentContext) => programs.handle(() => processor.onStart(span, parentContext)),
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
