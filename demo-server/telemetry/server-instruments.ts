/**
 * What whoever runs this server wants to know of it, beside what its services measure: who is watching, what is kept, what
 * came in and went on. Read when somebody collects, never counted twice: each figure is asked of the part that has it.
 */
import type { Attributes, Meter, Observable, ObservableResult } from '@opentelemetry/api';
import type { BuildingLoad } from '../building/building-limits.ts';
import type { Backlog } from '../feed/backlog.ts';
import type { Sessions } from '../feed/sessions.ts';
import type { IngestLog } from '../otlp/ingest/ingest-log.ts';
import type { ForwardingState, IngestTotals } from '../protocol.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Archive } from '../store/archive.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { bldgAttributes } from './registry.ts';

export interface ServerParts {
  readonly sessions: Sessions;
  /** What waits for slow pages. */
  readonly backlog: Backlog;
  readonly load: BuildingLoad;
  readonly rooms: Rooms;
  readonly store: TraceStore;
  /** Undefined where nothing is kept on a disk. */
  readonly archive: Archive | undefined;
  readonly ingestLog: IngestLog;
  /** Undefined where nothing is handed on. */
  readonly forwarding: ForwardingState | undefined;
  /** Records of the server itself that came too fast for the disk. */
  readonly notKept: () => number;
}

type Now = (name: string, unit: string, description: string, read: () => number | Promise<number>) => void;
type Observe = (result: ObservableResult<Attributes>) => void;

export function addServerInstruments(meter: Meter, parts: ServerParts): void {
  const { sessions, backlog, rooms, store, archive, ingestLog, forwarding } = parts;
  const now: Now = (name, unit, description, read) => {
    meter
      .createObservableUpDownCounter(name, { unit, description })
      .addCallback(async (result) => result.observe(await read()));
  };
  const total = (name: string, unit: string, description: string, observe: Observe) => {
    const counter: Observable = meter.createObservableCounter(name, { unit, description });
    counter.addCallback(observe);
  };

  now(
    'bldg.feed.sessions',
    '{session}',
    'Sessions whose telemetry is kept for their pages',
    () => sessions.size,
  );
  now(
    'bldg.feed.subscribers',
    '{subscriber}',
    'Pages that watch a session, or the store',
    () => sessions.subscriberCount,
  );
  now(
    'bldg.feed.waiting',
    'By',
    'What waits for pages that read slower than they are told',
    () => backlog.bytes,
  );
  total('bldg.feed.dropped', '{message}', 'Messages that a page was not told: it read too slowly', (result) =>
    result.observe(backlog.dropped),
  );
  addLoad(parts.load, now);
  now('bldg.rooms', '{room}', 'Rooms that are open', () => rooms.all.length);
  now('bldg.rooms.phones', '{phone}', 'Phones that are connected to a room here', () =>
    rooms.all.reduce((sum, room) => sum + room.phonesHere, 0),
  );
  now('bldg.store.traces', '{trace}', 'Traces in the store', () => store.keptTraces);
  now('bldg.store.spans', '{span}', 'Spans in the store', () => store.keptSpans);
  total('bldg.store.traces.seen', '{trace}', 'Traces that came into the store, kept or gone', (result) =>
    result.observe(store.seenTraces),
  );
  total('bldg.ingest.requests', '{request}', 'OTLP requests that came in', (result) => {
    const { requests, refused } = ingestLog.totals();
    result.observe(requests - refused, bldgAttributes({ 'bldg.otlp.outcome': 'taken' }));
    result.observe(refused, bldgAttributes({ 'bldg.otlp.outcome': 'refused' }));
  });
  total('bldg.ingest.records', '{record}', 'Spans, data points and log records that came in', (result) =>
    observeRecords(result, ingestLog.totals()),
  );
  if (archive !== undefined) {
    now('bldg.archive.size', 'By', 'What is kept on the disk', async () => (await archive.figures()).bytes);
    total(
      'bldg.archive.not_kept',
      '{record}',
      'Records of this server that the disk was too slow for',
      (result) => result.observe(parts.notKept()),
    );
  }
  if (forwarding === undefined) return;
  now(
    'bldg.forwarding.waiting',
    '{request}',
    'OTLP requests that wait to be handed on',
    () => forwarding.waiting,
  );
  total('bldg.forwarding.requests', '{request}', 'OTLP requests that were to be handed on', (result) => {
    result.observe(forwarding.forwarded, bldgAttributes({ 'bldg.otlp.outcome': 'forwarded' }));
    result.observe(forwarding.dropped, bldgAttributes({ 'bldg.otlp.outcome': 'dropped' }));
  });
}

function addLoad({ laboratories, queuedMessages }: BuildingLoad, now: Now): void {
  now('bldg.laboratories.running', '{laboratory}', 'Laboratories that run now', () => laboratories.taken);
  now(
    'bldg.laboratories.waiting',
    '{laboratory}',
    'Laboratories that wait for a place',
    () => laboratories.waiting,
  );
  // One question tells both: how much waits in the database, and whether it answers.
  now(
    'bldg.outbox.messages',
    '{message}',
    'Messages that wait for event-worker',
    async () => (await queuedMessages()) ?? 0,
  );
  now('bldg.database.available', '1', 'Whether the database answers: 1, or 0', async () =>
    (await queuedMessages()) === undefined ? 0 : 1,
  );
}

function observeRecords(result: ObservableResult<Attributes>, totals: IngestTotals): void {
  for (const signal of ['traces', 'metrics', 'logs'] as const)
    for (const outcome of ['accepted', 'rejected'] as const)
      result.observe(
        totals[outcome][signal],
        bldgAttributes({ 'bldg.otlp.signal': signal, 'bldg.otlp.outcome': outcome }),
      );
}
