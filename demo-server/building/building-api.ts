/**
 * building-api: the front service. Routes are those of a property manager's app; the odd ones (a loop of queries, a
 * sequence of calls, a lost envelope) are what the exercises are about, chosen by the caller and never a surprise.
 */
import { Hono } from 'hono';
import { closeUnreadBody } from '../close-unread-body.ts';
import { jsonBody, limitBody, onError, onNotFound } from '../error-answer.ts';
import { instrumentHttpServer } from '../telemetry/http-server.ts';
import type { BuildingDeps } from './building-deps.ts';
import { queueFull } from './building-limits.ts';
import type { LabDeps } from './lab/lab-deps.ts';
import { buildingRoutes } from './routes/buildings.ts';
import { deviceRoutes } from './routes/devices.ts';
import { eventsLabRoutes } from './routes/events-lab.ts';
import { hubCommandRoutes } from './routes/hub-commands.ts';
import { labRoutes } from './routes/lab.ts';
import { lockdownRoutes } from './routes/lockdown.ts';
import { programLabRoutes } from './routes/program-labs.ts';
import { streamRoutes } from './routes/stream.ts';
import { workOrderRoutes } from './routes/work-orders.ts';

export function createBuildingApi(deps: BuildingDeps, lab: LabDeps): Hono {
  const app = new Hono();
  instrumentHttpServer(app, deps.telemetry);
  app.onError(onError(deps.report)).notFound(onNotFound).use(closeUnreadBody, limitBody(), jsonBody);
  app.use('/lab/*', deps.laboratoryDoor);
  app.post('/devices/*', async (_, next) => ((await deps.load.isQueueFull()) ? queueFull() : next()));
  app.route('/', buildingRoutes(deps));
  app.route('/', deviceRoutes(deps));
  app.route('/', lockdownRoutes(deps));
  app.route('/', workOrderRoutes(deps));
  app.route('/', streamRoutes(deps));
  app.route('/', labRoutes(lab, app));
  app.route('/', programLabRoutes(lab));
  app.route('/', hubCommandRoutes(deps));
  app.route('/', eventsLabRoutes(deps, app));
  return app;
}
