/**
 * `POST /devices/:id/commands` of the laboratory of wide events: a service that knows a lot about a request and, as it
 * was written, spreads it over the spans below. What is asked for goes into the span of the request as well.
 *
 *   POST /devices/:id/commands (server)    + what was asked for
 *     find device                            building, unit, device, kind
 *     hub command (client)                   hub, firmware, command, attempts, bldg.injected_delay_ms
 */
import { type Attributes, SpanKind, trace } from '@opentelemetry/api';
import { Hono } from 'hono';
import { type Clock, delay } from '../../clock.ts';
import { onError, onNotFound } from '../../error-answer.ts';
import { instrumentHttpServer } from '../../telemetry/http-server.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { RowAttribute } from './command-day-input.ts';

export interface FleetDevice {
  readonly id: number;
  readonly kind: string;
  readonly firmware: string;
  readonly battery: number;
  readonly hubId: number;
  readonly unitId: number;
  readonly floor: number;
  readonly buildingId: number;
  readonly tenant: string;
}
export interface DeskCommand {
  readonly device: FleetDevice;
  readonly name: string;
  readonly attempts: number;
  /** How long the hub takes. */
  readonly delayMs: number;
}

/** Answers, when the command has been carried out, with the id of the span of its request. */
export type CommandDesk = (
  command: DeskCommand,
  headers: Readonly<Record<string, string>>,
) => Promise<string>;

export function commandDesk(
  telemetry: ServiceTelemetry,
  attributes: readonly RowAttribute[],
  clock: Clock,
  report: (error: unknown) => void,
): CommandDesk {
  const underWay = new Map<number, DeskCommand>();
  const spanIds = new Map<DeskCommand, string>();
  let commands = 0;
  const app = new Hono();
  instrumentHttpServer(app, telemetry);
  app.onError(onError(report)).notFound(onNotFound);
  app.post('/devices/:id/commands', async (c) => {
    const command = underWay.get(Number(c.req.query('command')));
    if (command === undefined) return onNotFound(c);
    const row = rowOf(command);
    const { device, delayMs } = command;
    telemetry.tracer
      .startSpan('find device', {
        kind: SpanKind.INTERNAL,
        attributes: pick(row, ['bldg.building.id', 'bldg.unit.id', 'bldg.device.id', 'bldg.device.kind']),
      })
      .end();
    const hub = telemetry.tracer.startSpan('hub command', {
      kind: SpanKind.CLIENT,
      attributes: {
        ...pick(row, ['bldg.hub.id', 'bldg.device.firmware', 'bldg.command.name', 'bldg.command.attempts']),
        ...bldgAttributes({ 'bldg.injected_delay_ms': delayMs }),
      },
    });
    await delay(clock, delayMs);
    hub.end();
    const span = trace.getActiveSpan();
    span?.setAttributes(pick(row, attributes));
    spanIds.set(command, span?.spanContext().spanId ?? '');
    return c.json({ deviceId: device.id, accepted: true });
  });

  return async (command, headers) => {
    const id = ++commands;
    underWay.set(id, command);
    const address = `http://command-desk/devices/${command.device.id}/commands?command=${id}`;
    await app.fetch(new Request(address, { method: 'POST', headers }));
    underWay.delete(id);
    return spanIds.get(command) ?? '';
  };
}

function rowOf({ device, name, attempts }: DeskCommand): Readonly<Record<RowAttribute, string | number>> {
  return {
    'bldg.building.id': device.buildingId,
    'bldg.unit.id': device.unitId,
    'bldg.unit.floor': device.floor,
    'bldg.device.id': device.id,
    'bldg.device.kind': device.kind,
    'bldg.device.firmware': device.firmware,
    'bldg.device.battery': device.battery,
    'bldg.hub.id': device.hubId,
    'bldg.command.name': name,
    'bldg.command.attempts': attempts,
    'user.full_name': device.tenant,
  };
}

const pick = (
  row: Readonly<Record<RowAttribute, string | number>>,
  names: readonly RowAttribute[],
): Attributes => Object.fromEntries(names.map((name) => [name, row[name]]));
