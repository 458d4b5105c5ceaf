/** The server's own health: what is wrong in words first, then its figures as charts. It is telemetry like any other. */
import { useMemo } from 'preact/hooks';
import { Graphs } from '../charts/graphs.tsx';
import type { ExploreModel } from '../explore-model.ts';
import { useLive } from '../parts/use-live.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { serverHealth } from './server-health.ts';

const AGAIN_MS = 5_000;
const READ_MS = 5_000;

export function HealthView({
  model,
  source,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}) {
  const isServer = source.type === 'server';
  const { answer: history, trouble } = useLive(source, isServer ? () => source.metrics() : undefined, {
    everyMs: AGAIN_MS,
    anywayMs: READ_MS,
  });
  const health = useMemo(() => history.value && serverHealth(history.value.instruments), [history.value]);
  if (!isServer)
    return <p class="words">A file says nothing of this server: close it to see how the server is.</p>;
  if (history.value === undefined)
    return <p class="words">{trouble.value || 'Asking the server how it is.'}</p>;
  if (health === undefined) return <NotForYou />;
  const connection = model.connection.value;
  const isInBrowser = connection.type === 'connected' && connection.server.mode === 'in-browser';
  return (
    <div class="health">
      <div class="troubles" role="status" data-state={health.troubles.length > 0 ? 'trouble' : 'well'}>
        {trouble.value !== '' && <p>The server did not answer just now. What stands here is older.</p>}
        {health.troubles.length === 0 ? (
          <p>The server is well: nothing is late, nothing was dropped since the reading before.</p>
        ) : (
          <ul>
            {health.troubles.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </div>
      <section aria-labelledby="health-process">
        <h2 id="health-process">The process</h2>
        {health.process.length > 0 ? (
          <Graphs graphs={health.process} />
        ) : (
          <p class="about">
            {isInBrowser
              ? 'This demo server runs in your browser, which does not tell a page how late its event loop is or how much memory it has. With npm start it runs in Node.js, and those figures stand here.'
              : 'This server does not measure its process.'}
          </p>
        )}
      </section>
      <section aria-labelledby="health-work">
        <h2 id="health-work">Its work</h2>
        <Graphs graphs={health.work} />
      </section>
      {!isInBrowser && (
        <p class="about">
          The same figures for Prometheus: <code>GET /metrics</code>.
        </p>
      )}
    </div>
  );
}

function NotForYou() {
  return (
    <div class="teach">
      <h2>This server does not tell you how it is</h2>
      <p>
        Other people can reach it, so its own figures are for whoever runs it. Are you that person? Open the
        presenter’s address that <code>npm start</code> printed once in this browser, then come back here.
      </p>
    </div>
  );
}
