/**
 * One real request of the page itself, followed as its trace grows: the page's own CLIENT span is the root, everything
 * below it comes from the demo server. The same road a run of an exercise takes, without checks.
 */

import { type Clock, systemClock } from '../../exercises/run/clock.ts';
import { logsOfRun, tracesOfRun } from '../../exercises/run/of-run.ts';
import {
  newRunIdentity,
  type RandomBytes,
  type RunIdentity,
  systemRandomBytes,
  traceHeaders,
} from '../../exercises/run/run-identity.ts';
import type { DemoServer, FeedListener } from '../../server-client/port.ts';
import type { OtlpTraces } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';

export const PAGE_REQUEST_PATH = '/api/building/buildings/1/units';
const KIND_CLIENT = 3;
/** Past the server's own time for a verdict: whatever is missing then will not come. */
const GIVE_UP_MS = 6_000;

export interface PageRequest {
  readonly table: TraceTable;
  /** Never rejects. */
  readonly outcome: Promise<PageRequestOutcome>;
}
export type PageRequestOutcome =
  | { readonly type: 'settled' | 'timed-out'; readonly status: number; readonly durationMs: number }
  | { readonly type: 'failed' };

export interface PageRequestPorts {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}
const SYSTEM: PageRequestPorts = { clock: systemClock, randomBytes: systemRandomBytes };

export function sendPageRequest(
  server: DemoServer,
  session: string,
  onTelemetry: () => void,
  ports = SYSTEM,
): PageRequest {
  const table = new TraceTable();
  const outcome = follow(server, session, table, onTelemetry, ports).catch(() => ({
    type: 'failed' as const,
  }));
  return { table, outcome };
}

async function follow(
  server: DemoServer,
  session: string,
  table: TraceTable,
  onTelemetry: () => void,
  { clock, randomBytes }: PageRequestPorts,
): Promise<PageRequestOutcome> {
  const run = newRunIdentity(session, randomBytes);
  let rest: (verdict: 'settled' | 'timed-out') => void = () => {};
  const settled = new Promise<'settled' | 'timed-out'>((resolve) => {
    rest = resolve;
  });
  const hear: FeedListener = (event) => {
    if (event.type === 'settled' && event.data.runId === run.runId) rest(event.data.verdict);
    const traces =
      'data' in event && isTraces(event.type) ? tracesOfRun(event.data as OtlpTraces, run) : undefined;
    if (traces && event.type === 'spans-started') table.appendStarted(traces);
    if (traces && event.type === 'traces') table.appendTraces(traces);
    const logs = event.type === 'logs' ? logsOfRun(event.data, run) : undefined;
    if (logs) table.appendLogs(logs);
    if (traces || logs) onTelemetry();
  };
  const stop = await server.feed(session, hear);
  const cancel = clock.after(GIVE_UP_MS, () => rest('timed-out'));
  try {
    const startUnixNano = clock.unixNano();
    table.appendStarted(clientSpan(run, startUnixNano));
    onTelemetry();
    const response = await server.request(PAGE_REQUEST_PATH, { headers: traceHeaders(run) });
    await response.arrayBuffer();
    const endUnixNano = clock.unixNano();
    table.appendTraces(clientSpan(run, startUnixNano, { endUnixNano, status: response.status }));
    onTelemetry();
    const durationMs = Number(endUnixNano - startUnixNano) / 1e6;
    return { type: await settled, status: response.status, durationMs };
  } finally {
    cancel();
    stop();
  }
}

const isTraces = (type: string) => type === 'spans-started' || type === 'traces';

/** The browser's side of the request, named by the stable HTTP conventions; open until it has an end. */
function clientSpan(
  run: RunIdentity,
  startUnixNano: bigint,
  ended?: { readonly endUnixNano: bigint; readonly status: number },
): OtlpTraces {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = {
    traceId: run.traceId,
    spanId: run.rootSpanId,
    name: 'GET',
    kind: KIND_CLIENT,
    startTimeUnixNano: String(startUnixNano),
    ...(ended ? { endTimeUnixNano: String(ended.endUnixNano) } : {}),
    attributes: [
      text('http.request.method', 'GET'),
      text('url.path', PAGE_REQUEST_PATH),
      ...(ended ? [{ key: 'http.response.status_code', value: { intValue: String(ended.status) } }] : []),
    ],
  };
  const resource = { attributes: [text('service.name', 'workshop')] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'workshop.page' }, spans: [span] }] }] };
}
