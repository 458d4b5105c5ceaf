/**
 * device-gateway: the service that talks to the hubs of the buildings. It knows no database; whoever calls it says
 * which hub a device hangs on. Reached over HTTP with W3C headers, like any service of another team.
 */
import { trace } from '@opentelemetry/api';
import { Hono } from 'hono';
import * as z from 'zod';
import { type Clock, delay } from '../clock.ts';
import { errorAnswer, jsonBody, limitBody, onError, onNotFound, validated } from '../error-answer.ts';
import { COMMAND_EVENT, type CommandMetadata } from '../telemetry/command-event.ts';
import type { EventPort } from '../telemetry/event-port.ts';
import { instrumentHttpServer } from '../telemetry/http-server.ts';
import { bldgAttributes } from '../telemetry/registry.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { type Hub, hubById } from './hubs.ts';
import { commandBody, idParam, stateAfter } from './inputs.ts';

export interface GatewayDeps {
  readonly telemetry: ServiceTelemetry;
  readonly events: EventPort;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

const hubCommandBody = z.object({
  command: z.enum(['lock', 'unlock']),
  jam: z.boolean().default(false),
});

/** What a command to a hub fails with. */
class HubJammed extends Error {
  override readonly name = 'HubJammed';
}

const hubBody = z.object({ hubId: z.number().int().min(1) });

export function createDeviceGateway({ telemetry, events, clock, report }: GatewayDeps): Hono {
  const talk = async (hub: Hub, command: string, delayMs: number, jams = false): Promise<void> => {
    const metadata: CommandMetadata = { hubId: hub.id, firmware: hub.firmware, command, delayMs };
    trace
      .getActiveSpan()
      ?.setAttributes(bldgAttributes({ 'bldg.hub.id': hub.id, 'bldg.device.firmware': hub.firmware }));
    await events.span(COMMAND_EVENT, metadata, async () => {
      if (delayMs > 0) await delay(clock, delayMs);
      if (jams) throw new HubJammed(`hub ${hub.id} cannot move its bolts`);
    });
  };

  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  app.onError(onError(report)).notFound(onNotFound).use(limitBody(), jsonBody);

  app.get('/hubs/:id', validated('param', idParam), (c) => {
    const hub = hubById(c.req.valid('param').id);
    if (hub === undefined) return unknownHub();
    trace
      .getActiveSpan()
      ?.setAttributes(bldgAttributes({ 'bldg.hub.id': hub.id, 'bldg.device.firmware': hub.firmware }));
    return c.json({ hubId: hub.id, firmware: hub.firmware, online: true });
  });

  app.post('/hubs/:id/lock', validated('param', idParam), async (c) => {
    const hub = hubById(c.req.valid('param').id);
    if (hub === undefined) return unknownHub();
    await talk(hub, 'lock', hub.lockDelayMs);
    return c.json({ hubId: hub.id, locked: true });
  });

  /** For the laboratory of commands: a hub that is told to jam fails half-way. */
  app.post(
    '/hubs/:id/commands',
    validated('param', idParam),
    validated('json', hubCommandBody),
    async (c) => {
      const hub = hubById(c.req.valid('param').id);
      if (hub === undefined) return unknownHub();
      const { command, jam } = c.req.valid('json');
      if (jam) trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.injected_fault': 'jam' }));
      try {
        await talk(hub, command, jam ? hub.lockDelayMs / 2 : hub.lockDelayMs, jam);
      } catch (error) {
        if (!(error instanceof HubJammed)) throw error;
        return errorAnswer(502, 'hub-jammed', 'The hub could not move its bolts.', 'See its span.');
      }
      return c.json({ hubId: hub.id, command });
    },
  );

  app.post(
    '/devices/:id/acknowledgements',
    validated('param', idParam),
    validated('json', hubBody),
    async (c) => {
      const { id } = c.req.valid('param');
      const hub = hubById(c.req.valid('json').hubId);
      if (hub === undefined) return unknownHub();
      trace.getActiveSpan()?.setAttributes(bldgAttributes({ 'bldg.device.id': id }));
      await talk(hub, 'acknowledge', 0);
      return c.json({ deviceId: id, acknowledged: true });
    },
  );

  const gatewayCommand = z.intersection(hubBody, commandBody);
  app.post(
    '/devices/:id/commands',
    validated('param', idParam),
    validated('json', gatewayCommand),
    async (c) => {
      const { id } = c.req.valid('param');
      const body = c.req.valid('json');
      const hub = hubById(body.hubId);
      if (hub === undefined) return unknownHub();
      trace
        .getActiveSpan()
        ?.setAttributes(bldgAttributes({ 'bldg.device.id': id, 'bldg.command.name': body.command }));
      await talk(hub, body.command, 0);
      return c.json({ deviceId: id, state: stateAfter(body) });
    },
  );
  return app;
}

const unknownHub = () =>
  errorAnswer(
    404,
    'unknown-hub',
    'There is no hub with this id.',
    'Hubs 1 to 3 serve building 1, hubs 4 to 6 building 2.',
  );
