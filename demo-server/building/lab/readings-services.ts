/**
 * The pair of services that the sampling laboratory puts under load: `readings-api` asks `readings-store` for the
 * reading of a unit. Three spans a request: SERVER, CLIENT, SERVER. The store fails for the readings it is told to.
 */
import { Hono } from 'hono';
import { errorAnswer, onError, onNotFound } from '../../error-answer.ts';
import { instrumentHttpServer } from '../../telemetry/http-server.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { tracedFetch } from '../../telemetry/traced-fetch.ts';

export interface ReadingsServices {
  /** One request to readings-api, answered when both services are done with it. */
  request(reading: number, headers: Readonly<Record<string, string>>): Promise<void>;
}

export function readingsServices(
  api: ServiceTelemetry,
  store: ServiceTelemetry,
  fails: (reading: number) => boolean,
  report: (error: unknown) => void,
): ReadingsServices {
  const storeApp = new Hono();
  instrumentHttpServer(storeApp, store);
  storeApp.onError(onError(report)).notFound(onNotFound);
  storeApp.get('/stored-readings/:id', (c) => {
    const id = Number(c.req.param('id'));
    return fails(id)
      ? errorAnswer(500, 'sensor-lost', 'The sensor of this reading is gone.', 'It was told to fail.')
      : c.json({ id, celsius: 20 });
  });

  const call = tracedFetch(
    { baseUrl: 'http://readings-store', fetch: (request) => storeApp.fetch(request) },
    api,
  );
  const apiApp = new Hono();
  instrumentHttpServer(apiApp, api);
  apiApp.onError(onError(report)).notFound(onNotFound);
  apiApp.get('/readings/:id', async (c) => {
    const answer = await call({
      method: 'GET',
      template: '/stored-readings/:id',
      params: { id: c.req.param('id') },
    });
    return answer.ok
      ? c.json(await answer.json())
      : errorAnswer(502, 'store-failed', 'readings-store failed.', 'Its own span says why.');
  });

  return {
    async request(reading, headers) {
      await apiApp.fetch(new Request(`http://readings-api/readings/${reading}`, { headers }));
    },
  };
}
