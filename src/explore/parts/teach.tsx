/** What stands where there is nothing yet: what would appear here, and the shortest ways to make it appear. */
import { useSignal } from '@preact/signals';
import { siteHref } from '../../components/course/site-href.ts';
import { megabytes } from '../../server-client/megabytes.ts';
import { pageSession, wakeInBrowserServer } from '../../server-client/page-connection.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { ExploreModel } from '../explore-model.ts';

const REQUEST = '/api/building/buildings/1/units';

interface TeachProps {
  readonly model: ExploreModel;
}

const serverOf = ({ connection: { value: state } }: ExploreModel): DemoServer | undefined =>
  state.type === 'connected' ? state.server : undefined;

export function TeachTraces({ model }: TeachProps) {
  const server = serverOf(model);
  return (
    <div class="teach">
      <h2>No traces yet</h2>
      <p>Every request to the demo server becomes a trace, and it appears here when its first span ends.</p>
      {server !== undefined && <SendOne server={server} />}
      <ul>
        <li>
          <a href={siteHref('/dev/')}>Run an exercise</a>: its traces come here
          {server?.mode === 'in-browser' && ', while that page is this page'}.
        </li>
        <li>Open a file of your own under Import: OTLP JSON, Jaeger, Zipkin or Tempo.</li>
      </ul>
      <OwnTelemetry model={model} signal="traces" />
    </div>
  );
}

export function SendOne({ server }: { readonly server: DemoServer }) {
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

/** How telemetry from elsewhere comes here, or why it cannot. */
function OwnTelemetry({ model, signal }: TeachProps & { readonly signal: string }) {
  const mode = serverOf(model)?.mode;
  if (mode === 'in-browser')
    return (
      <p class="faint">
        This demo server runs in this page and cannot be reached from outside. To send telemetry of your own
        program, start the workshop with <code>npm start</code>.
      </p>
    );
  if (mode !== 'live') return null;
  return (
    <div class="own-telemetry">
      <h3>From your own program</h3>
      <p>Any OpenTelemetry SDK or Collector can send its {signal} here, by OTLP over HTTP:</p>
      <pre>
        {/* The page's own address takes it in too; the receiver's usual port may be taken. */}
        <code>{`OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}</code>
      </pre>
      <p>
        <a href={siteHref('/guides/your-own-app/')}>The guide for your language</a>
      </p>
    </div>
  );
}

export function TeachMetrics({ model }: TeachProps) {
  if (model.file.value !== undefined) return <p class="words">The file holds no metrics.</p>;
  return (
    <div class="teach">
      <h2>No metrics yet</h2>
      <p>
        The instruments of the demo services appear here once something used them: send a request under
        Traces, or run an exercise. Sums, gauges and histograms of both kinds are drawn.
      </p>
      <OwnTelemetry model={model} signal="metrics" />
    </div>
  );
}

export function TeachLogs({ model }: TeachProps) {
  if (model.file.value !== undefined) return <p class="words">The file holds no log records.</p>;
  return (
    <div class="teach">
      <h2>No logs yet</h2>
      <p>
        Log records and events of the demo services appear here, each with the way to its span. The exercise
        about one leak in three signals makes some.
      </p>
      <OwnTelemetry model={model} signal="logs" />
    </div>
  );
}

export function TeachIngest({ model }: TeachProps) {
  return (
    <div class="teach">
      <h2>Nothing was sent here yet</h2>
      <p>
        The receiver takes in OTLP over HTTP and gRPC from any program, in any language. Each request is
        listed here: who sent it, in which encoding, what was taken, what was refused and why, and what its
        spans could do better. The terminal that runs <code>npm start</code> names all of its addresses.
      </p>
      <OwnTelemetry model={model} signal="telemetry" />
    </div>
  );
}

/** No demo server, or one that nobody has woken. */
export function TeachServer({ model }: TeachProps) {
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
            `Fetching, ${megabytes(boot.bytes)} of ${megabytes(boot.totalBytes)} MB.`}
          {boot.type === 'starting' && 'Starting PostgreSQL.'}
          {boot.type === 'failed' && `It could not run: ${boot.reason}`}
        </span>
      </p>
      <p>Files can be opened without any server: drop one on this page, or go to Import.</p>
    </div>
  );
}
