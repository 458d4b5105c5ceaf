/**
 * The building under observation, in operation: its three services, wired to each other, and what borrows from them.
 *
 *   building-api --HTTP--> device-gateway
 *        '-- outbox (PostgreSQL) --> event-worker --HTTP--> device-gateway
 */
import { context as contextApi } from '@opentelemetry/api';
import type { Hono } from 'hono';
import type { Fetch } from '../fetch.ts';
import { countConnections } from '../telemetry/command-event.ts';
import { runOf } from '../telemetry/run-baggage.ts';
import { tracedDatabase } from '../telemetry/traced-database.ts';
import { type Peer, tracedFetch } from '../telemetry/traced-fetch.ts';
import { bridgeCommands } from './bridge-commands.ts';
import { createBuildingApi } from './building-api.ts';
import { BUILDING_LIMITS, type BuildingLimits, type BuildingLoad, buildingLoad } from './building-limits.ts';
import { createDeviceGateway } from './device-gateway.ts';
import { startEventWorker } from './event-worker.ts';
import { laboratories } from './lab/laboratories.ts';
import { laboratoryDoor, type SessionWatch } from './laboratory-door.ts';
import { leakQueueProgram } from './leak-queue-program.ts';
import { createMyService } from './my-service.ts';
import { createOutbox, type QueueWatch } from './outbox.ts';
import { messageProcessor } from './process-message.ts';
import type { Surroundings } from './surroundings.ts';
import { updateBus } from './update-bus.ts';

/** Makes device-gateway reachable: a socket of its own in Node, its `fetch` itself in a worker. */
export type ServeGateway = (fetch: Fetch) => Promise<Peer & { close(): Promise<void> }>;

export interface Building {
  readonly api: Hono;
  readonly myService: Hono;
  readonly load: BuildingLoad;
  /** Resolves when the outbox is empty. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export async function startBuilding(
  surroundings: Surroundings,
  serveGateway: ServeGateway,
  watch: QueueWatch & SessionWatch,
  limits: BuildingLimits = BUILDING_LIMITS,
): Promise<Building> {
  const { database, clock, services, programs, events, report } = surroundings;
  const updates = updateBus(surroundings.exchange);
  const load = buildingLoad(database, clock, limits);
  const door = laboratoryDoor({
    exchange: surroundings.exchange,
    watch,
    places: load.laboratories,
    each: limits.laboratoriesEach,
  });

  const gatewayTelemetry = services.add('device-gateway');
  const stopCounting = countConnections(events, gatewayTelemetry);
  const stopBridge = bridgeCommands(events, gatewayTelemetry, programs);
  const gatewayApp = createDeviceGateway({ telemetry: gatewayTelemetry, events, clock, report });
  const gateway = await serveGateway((request) => gatewayApp.fetch(request));

  const workerTelemetry = services.add('event-worker');
  const workerDatabase = tracedDatabase(database, workerTelemetry);
  const leakQueue = leakQueueProgram(programs, database, workerTelemetry);
  const worker = await startEventWorker({
    telemetry: workerTelemetry,
    database,
    watch,
    clock,
    process: messageProcessor({
      telemetry: workerTelemetry,
      database: workerDatabase,
      gateway: tracedFetch(gateway, workerTelemetry),
      updates,
      events,
      clock,
    }),
    leakQueue,
    report,
  });

  const apiTelemetry = services.add('building-api');
  const apiDatabase = tracedDatabase(database, apiTelemetry);
  const api = createBuildingApi(
    {
      telemetry: apiTelemetry,
      database: apiDatabase,
      outbox: createOutbox(apiDatabase, apiTelemetry, watch),
      gateway: tracedFetch(gateway, apiTelemetry),
      events,
      programs,
      leakQueue,
      updates,
      clock,
      load,
      laboratoryDoor: door,
      sessionId: () => runOf(contextApi.active())?.sessionId ?? null,
      report,
    },
    laboratories(surroundings, {
      api: { telemetry: apiTelemetry, database: apiDatabase },
      worker: { telemetry: workerTelemetry, database: workerDatabase },
      drain: worker.drain,
    }),
  );

  return {
    api,
    myService: createMyService({
      database,
      gateway,
      programs,
      receiver: surroundings.self,
      laboratoryDoor: door,
      report,
    }),
    load,
    drain: worker.drain,
    async close() {
      await worker.close();
      updates.close();
      stopBridge();
      leakQueue.close();
      stopCounting();
      await gateway.close();
    },
  };
}
