/** What stands where there is nothing yet: what would appear here, and the shortest ways to make it appear. */
import { useSignal } from '@preact/signals';
import { pageSession, wakeInBrowserServer } from '../../server-client/page-connection.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { ExploreModel } from '../explore-model.ts';

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '');
const REQUEST = '/api/building/buildings/1/units';

/** Programs on this machine send to the page's own address; the receiver's usual port may be taken. */
function endpoint(): string {
  return typeof location === 'undefined' ? 'http://127.0.0.1:4321' : location.origin;
}

export function TeachTraces({ model }: { readonly model: ExploreModel }) {
  const state = model.connection.value;
  const server = state.type === 'connected' ? state.server : undefined;
  return (
    <div class="teach">
      <h2>No traces yet</h2>
      <p>Every request to the demo server becomes a trace, and it appears here when its first span ends.</p>
      {server !== undefined && <SendOne server={server} />}
      <ul>
        <li>
          <a href={`${BASE}/dev/`}>Run an exercise</a>: its traces come here
          {server?.mode === 'in-browser' && ', while that page is this page'}.
        </li>
        <li>Open a file of your own under Import: OTLP JSON, Jaeger, Zipkin or Tempo.</li>
      </ul>
      {server?.mode === 'live' && <OwnTelemetry signal="traces" />}
      {server?.mode === 'in-browser' && (
        <p class="faint">
          This demo server runs in this page and cannot be reached from outside. To send telemetry of your own
          program, start the workshop with <code>npm start</code>.
        </p>
      )}
    </div>
  );
}

function SendOne({ server }: { readonly server: DemoServer }) {
  const words = useSignal('');
  const send = async () => {
    words.value = 'Sending.';
    try {
      const response = await server.request(REQUEST, {
        headers: { baggage: `session.id=${pageSession()}` },
      });
      await response.arrayBuffer();
      words.value = `Answered ${response.status}.`;
    } catch {
      words.value = 'The demo server did not answer.';
    }
  };
  return (
    <p class="send">
      <button type="button" class="primary" onClick={() => void send()}>
        Send a request
      </button>
      <code>GET {REQUEST}</code> <span role="status">{words.value}</span>
    </p>
  );
}

export function SendAnother({ server }: { readonly server: DemoServer }) {
  return <SendOne server={server} />;
}

export function OwnTelemetry({ signal }: { readonly signal: string }) {
  return (
    <div class="own-telemetry">
      <h3>From your own program</h3>
      <p>Any OpenTelemetry SDK or Collector can send its {signal} here, by OTLP over HTTP:</p>
      <pre>
        <code>{`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint()}\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}</code>
      </pre>
      <p>
        <a href={`${BASE}/guides/your-own-app/`}>The guide for your language</a>
      </p>
    </div>
  );
}

export function TeachMetrics() {
  return (
    <div class="teach">
      <h2>No metrics yet</h2>
      <p>
        The instruments of the demo services appear here once something used them: send a request under
        Traces, or run an exercise. Sums, gauges and histograms of both kinds are drawn.
      </p>
      <OwnTelemetry signal="metrics" />
    </div>
  );
}

export function TeachLogs() {
  return (
    <div class="teach">
      <h2>No logs yet</h2>
      <p>
        Log records and events of the demo services appear here, each with the way to its span. The exercise
        about one leak in three signals makes some.
      </p>
      <OwnTelemetry signal="logs" />
    </div>
  );
}

/** No demo server, or one that nobody has woken. */
export function TeachServer({ model }: { readonly model: ExploreModel }) {
  const state = model.connection.value;
  const boot = model.boot.value;
  if (state.type === 'connecting') return <p class="words">Asking for the demo server.</p>;
  if (state.type !== 'connected') {
    return (
      <div class="teach">
        <h2>No demo server</h2>
        <p>{state.message}</p>
        <p>
          What was recorded for the chapters is shown there, beside the text. Files can be opened here in any
          case: drop one on this page, or go to <b>Import</b>.
        </p>
        <pre>
          <code>npm start</code>
        </pre>
      </div>
    );
  }
  const isOnTheWay = boot.type === 'fetching' || boot.type === 'starting';
  return (
    <div class="teach">
      <h2>The demo server can run in this page</h2>
      <p>
        No demo server answers on this address. This page can bring its own: the same services and a real
        PostgreSQL, in a worker. It keeps the traces of this page only.
      </p>
      <p>
        <button type="button" class="primary" disabled={isOnTheWay} onClick={wakeInBrowserServer}>
          Start it in this page
        </button>{' '}
        <span role="status">
          {boot.type === 'fetching' &&
            boot.totalBytes > 0 &&
            `Fetching, ${(boot.bytes / 1e6).toFixed(1)} of ${(boot.totalBytes / 1e6).toFixed(1)} MB.`}
          {boot.type === 'starting' && 'Starting PostgreSQL.'}
          {boot.type === 'failed' && `It could not run: ${boot.reason}`}
        </span>
      </p>
      <p>Files can be opened without any server: drop one on this page, or go to Import.</p>
    </div>
  );
}
