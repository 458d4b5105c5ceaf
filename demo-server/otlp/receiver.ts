/**
 * What every way into the receiver shares: bytes of one request become records, each is taken or refused alone, what is
 * taken goes to store and feed, and the ingest log hears of it.
 *
 *   HTTP --routes.ts--+               (spans: columns)
 *                     +--> receive --> records --accept--> store, feed of a session
 *   gRPC -------------+        '--> ingest log
 */
import type { OtlpLogs, OtlpMetrics, OtlpResource } from '../../src/trace/model/otlp-json.ts';
import type { Sessions } from '../feed/sessions.ts';
import type { LintFinding } from '../protocol.ts';
import type { RecentSignals } from '../store/recent-requests.ts';
import type { SpanColumns } from '../store/span-columns.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { sessionOf } from '../store/viewer.ts';
import { type Accepted, acceptLogs, acceptMetrics, acceptTraces } from './accept.ts';
import type { Encoding } from './answer.ts';
import { deliverSpans } from './deliver.ts';
import { Findings } from './findings.ts';
import type { Forwarder } from './forwarder.ts';
import type { IngestEntry, IngestLog } from './ingest/ingest-log.ts';
import { lintTraces } from './ingest/lint-traces.ts';
import { readLogs, readMetrics, readTraces } from './json/requests.ts';
import { decodeLogs } from './protobuf/logs.ts';
import { decodeMetrics } from './protobuf/metrics.ts';
import { decodeSpans } from './protobuf/traces.ts';
import { Undecodable } from './undecodable.ts';

export interface ReceiverSinks {
  readonly sessions: Sessions;
  readonly store: TraceStore;
  readonly recent: RecentSignals;
  readonly log: IngestLog;
  readonly forwarder?: Forwarder | undefined;
}

/** How a request came in, as far as the transport knows. */
export type Delivery = Pick<
  IngestEntry,
  'signal' | 'transport' | 'contentType' | 'compression' | 'wireBytes' | 'sender'
> & {
  /** It was handed on by another server, and goes no further. */
  readonly isForwarded: boolean;
};

export interface Receiver {
  /**
   * Resolves when what was taken is kept. Rejects with {@link Undecodable} when the body as a whole cannot be read, and
   * with `NotKept` when it cannot be kept now; whoever answers it calls `refused`.
   */
  receive(encoding: Encoding, body: Uint8Array, delivery: Delivery): Promise<Findings>;
  /** A request that was turned away; `status` as the transport numbers its answers. */
  refused(delivery: Delivery, status: number, message: string): void;
}

/** One signal: how its bytes become records, and where these go. */
interface Channel<T> {
  readonly readJson: (body: Uint8Array, findings: Findings) => T;
  readonly decode: (body: Uint8Array, findings: Findings) => T;
  readonly accept: (body: T, findings: Findings) => Accepted<T>;
  readonly keep: (accepted: Accepted<T>, bytes: number, findings: Findings) => Promise<void>;
  readonly resources: (body: T) => readonly (OtlpResource | undefined)[];
  readonly lint: (body: T) => readonly LintFinding[];
  readonly sessions: (body: T) => ReadonlySet<string>;
}

/** Of one request in the log; a reader of a session beyond them is not shown it. */
const MAX_SERVICES = 4;
const MAX_SESSIONS = 200;
const nothing = () => [];
const nobody = () => new Set<string>();

export function createReceiver({ sessions, store, recent, log, forwarder }: ReceiverSinks): Receiver {
  // Both ways end in columns, each span judged on its way there.
  const traces: Channel<SpanColumns> = {
    readJson: (bytes, findings) => acceptTraces(readTraces(bytes, findings), findings),
    decode: decodeSpans,
    accept: (body) => ({ body, records: body.length }),
    async keep({ body }, bytes, findings) {
      await store.addReceived(body, bytes);
      deliverSpans(sessions, body, findings);
    },
    resources: ({ sources }) => sources.map(({ resource }) => resource),
    lint: lintTraces,
    sessions: sessionsOf,
  };
  const metrics: Channel<OtlpMetrics> = {
    readJson: readMetrics,
    decode: decodeMetrics,
    accept: acceptMetrics,
    keep: ({ body, records }, bytes) => recent.metrics.add(body, records, bytes),
    resources: ({ resourceMetrics = [] }) => resourceMetrics.map(({ resource }) => resource),
    lint: nothing,
    // Data points name no session: they are sums over everybody.
    sessions: nobody,
  };
  const logs: Channel<OtlpLogs> = {
    readJson: readLogs,
    decode: decodeLogs,
    accept: acceptLogs,
    keep: ({ body, records }, bytes) => recent.logs.add(body, records, bytes),
    resources: ({ resourceLogs = [] }) => resourceLogs.map(({ resource }) => resource),
    lint: nothing,
    sessions: (body) => sessionsIn(logRecordsOf(body)),
  };

  const take = async <T>(
    channel: Channel<T>,
    encoding: Encoding,
    bytes: Uint8Array,
    { isForwarded, ...delivery }: Delivery,
  ): Promise<Findings> => {
    const findings = new Findings();
    const request =
      encoding === 'application/json' ? channel.readJson(bytes, findings) : decoded(channel, bytes, findings);
    const accepted = channel.accept(request, findings);
    await channel.keep(accepted, bytes.length, findings);
    if (!isForwarded) forwarder?.forward(delivery.signal, encoding, bytes);
    const { body, records } = accepted;
    log.add({
      ...delivery,
      bytes: bytes.length,
      outcome: 'taken',
      accepted: records,
      rejected: findings.rejected,
      services: servicesOf(channel.resources(body)),
      status: delivery.transport === 'grpc' ? 0 : 200,
      message: findings.message,
      lint: channel.lint(body),
      sessions: channel.sessions(body),
    });
    return findings;
  };

  return {
    refused: ({ isForwarded: _, ...delivery }, status, message) =>
      log.add({ ...delivery, ...NOTHING_TAKEN, status, message }),
    receive(encoding, body, delivery) {
      if (delivery.signal === 'traces') return take(traces, encoding, body, delivery);
      if (delivery.signal === 'metrics') return take(metrics, encoding, body, delivery);
      return take(logs, encoding, body, delivery);
    },
  };
}

const NOTHING_TAKEN = {
  bytes: undefined,
  outcome: 'refused',
  accepted: 0,
  rejected: 0,
  services: [],
  lint: [],
  sessions: new Set<string>(),
} as const;

function decoded<T>({ decode }: Channel<T>, bytes: Uint8Array, findings: Findings): T {
  try {
    return decode(bytes, findings);
  } catch (error) {
    throw new Undecodable(
      `The body is not this signal's protobuf request: ${error instanceof Error ? error.message : 'unreadable'}.`,
    );
  }
}

function servicesOf(resources: readonly (OtlpResource | undefined)[]): readonly string[] {
  const names = new Set<string>();
  for (const resource of resources) {
    const name = resource?.attributes?.find(({ key }) => key === 'service.name')?.value?.stringValue;
    if (name !== undefined && name !== '') names.add(name);
    if (names.size === MAX_SERVICES) break;
  }
  return [...names];
}

function sessionsOf(columns: SpanColumns): ReadonlySet<string> {
  const sessions = new Set<string>();
  for (let row = 0; row < columns.length && sessions.size < MAX_SESSIONS; row++) {
    const session = columns.session(row);
    if (session !== undefined) sessions.add(session);
  }
  return sessions;
}

function sessionsIn(records: readonly Parameters<typeof sessionOf>[0][]): ReadonlySet<string> {
  const sessions = new Set<string>();
  for (const record of records) {
    const session = sessionOf(record);
    if (session !== undefined) sessions.add(session);
    if (sessions.size === MAX_SESSIONS) break;
  }
  return sessions;
}
const logRecordsOf = ({ resourceLogs = [] }: OtlpLogs) =>
  resourceLogs.flatMap(({ scopeLogs = [] }) => scopeLogs.flatMap(({ logRecords = [] }) => logRecords));
