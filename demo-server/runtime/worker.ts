/**
 * The demo server in a Web Worker: the same app as on Node, with zones for context, PGlite from the build's snapshot,
 * and messages of the page in place of HTTP.
 *
 * Context survives `await` only because the bundle has no async functions left: `scripts/build-worker.ts` lowers them
 * to generators over the zone's own promises.
 */
import 'zone.js';
import { context as contextApi, propagation } from '@opentelemetry/api';
import { ZoneContextManager } from '@opentelemetry/context-zone-peer-dep';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createApp, type DemoApp } from '../app.ts';
import type { PageMessage } from '../protocol.ts';
import { workerClock } from './worker/clock.ts';
import { openDatabase } from './worker/open-database.ts';
import { serveGateway } from './worker/serve-gateway.ts';
import { servePage } from './worker/serve-page.ts';
import { shutDoors } from './worker/shut-doors.ts';

contextApi.setGlobalContextManager(new ZoneContextManager().enable());
propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
);

let app: DemoApp | undefined;
const post = self.postMessage.bind(self);
const receive = servePage(
  (message, transfer = []) => post(message, { transfer: [...transfer] }),
  async (parts) => {
    app = await createApp({
      database: await openDatabase(parts),
      clock: workerClock,
      serveGateway,
      report: (error) => console.error(error),
    });
    return app;
  },
);
self.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  if (data.type === 'install') shutDoors(self);
  receive(data);
});
// A program's mistake that nobody caught is told at its line, and does not break the worker.
self.addEventListener('error', (event) => {
  if (app?.programs.thrown(event.error)) event.preventDefault();
});
// Promises are the zone's, so it is the zone that knows of a rejection that nobody handled.
Reflect.set(
  Zone,
  Zone.__symbol__('unhandledPromiseRejectionHandler'),
  (unhandled: { rejection?: unknown }) => {
    app?.programs.thrown(unhandled.rejection ?? unhandled);
  },
);
