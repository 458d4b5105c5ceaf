/** The store of several replicas: what one is given the others find, and who sent it is answered once it is safe. */
import { describe, expect, test } from 'vitest';
import {
  type Entry,
  type Exchange,
  type Hear,
  MAX_ENTRY_CHARS,
  NotKept as NotAppended,
} from '../../../demo-server/exchange/exchange.ts';
import type { ArchivedRequest } from '../../../demo-server/store/archive.ts';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import { NotKept, TooLargeToKeep } from '../../../demo-server/store/not-kept.ts';
import { type SharedStore, sharedStore } from '../../../demo-server/store/shared-store.ts';
import { columnsOf } from '../../../demo-server/store/span-columns.ts';
import type { OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const TRACE = 'feedfacefeedfacefeedfacefeedfa01';
const spans = (count: number, traceId = TRACE): OtlpTraces => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: Array.from({ length: count }, (_, n) => ({
            traceId,
            spanId: (n + 1).toString(16).padStart(16, '0'),
            name: `span ${n}`,
            startTimeUnixNano: '1',
            endTimeUnixNano: '2',
          })),
        },
      ],
    },
  ],
});
const logs = (from: 'own' | 'received'): ArchivedRequest => ({
  signal: 'logs',
  body: { resourceLogs: [] },
  records: 1,
  bytes: 10,
  from,
});

/** One stream, which every replica hears; it can be cut off. */
function network() {
  const entries: Entry[] = [];
  const hearers = new Map<string, Hear>();
  let state: Exchange['state'] = { type: 'reachable' };
  let nextId = 1;
  const unused = () => {
    throw new Error('not used by a store');
  };
  return {
    entries,
    interrupt: () => {
      state = { type: 'interrupted', sinceUnixMs: 0, waiting: 0, dropped: 0 };
    },
    /** As if the oldest had made room for others before anybody heard them. */
    skip: (count: number) => {
      nextId += count;
    },
    exchange(replica: string): Exchange {
      return {
        replica,
        kind: 'redis',
        get state() {
          return state;
        },
        onState: () => () => {},
        async append(_, data) {
          if (data.length > MAX_ENTRY_CHARS) throw new NotAppended('too-long');
          if (state.type === 'interrupted') throw new NotAppended('too-much-waiting');
          const entry = { id: nextId++, from: replica, data };
          entries.push(entry);
          for (const hear of hearers.values()) hear([entry]);
          return entry.id;
        },
        follow(_, __, hear) {
          if (entries.length > 0) hear([...entries]);
          hearers.set(replica, hear);
          return { ready: Promise.resolve(), stop: () => void hearers.delete(replica) };
        },
        newest: unused,
        drop: unused,
        get: unused,
        set: unused,
        remove: unused,
        take: unused,
        hold: unused,
        close: unused,
      };
    },
  };
}

function replica(exchange: Exchange, archive?: (request: ArchivedRequest) => Promise<void>) {
  const heard: ArchivedRequest[] = [];
  const failures: unknown[] = [];
  const shared: SharedStore = sharedStore({
    exchange,
    clock: new FakeClock(),
    traces: memoryTraceStore(),
    archive,
    heard: (request) => heard.push(request),
    report: (error) => failures.push(error),
  });
  return { shared, heard, failures };
}

describe('two replicas', () => {
  test('have what either was given, once, in entries that everybody can hold', async () => {
    const { exchange, entries } = network();
    const [a, b] = [replica(exchange('a')), replica(exchange('b'))];
    await a.shared.traces.addReceived(columnsOf(spans(1_200)), 90_000);
    await b.shared.traces.addReceived(columnsOf(spans(1_200)), 90_000);
    expect([a.shared.traces.keptSpans, b.shared.traces.keptSpans]).toEqual([1_200, 1_200]);
    expect(b.shared.traces.provenance(TRACE)?.received).toBe(true);
    expect(entries.length).toBe(6);
    const whole = (store: SharedStore) =>
      store.traces.trace(TRACE)?.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[7];
    expect(whole(b.shared)).toEqual(whole(a.shared));
  });

  test('tell each other of large spans in smaller parts, and refuse for good what no part can hold', async () => {
    const { exchange, entries } = network();
    const [a, b] = [replica(exchange('a')), replica(exchange('b'))];
    const large: OtlpTraces = JSON.parse(JSON.stringify(spans(9)).replaceAll('span ', 'x'.repeat(400_000)));
    await a.shared.traces.addReceived(columnsOf(large), 4_000_000);
    expect(b.shared.traces.keptSpans).toBe(9);
    expect(entries.map(({ data }) => data.length < 2_000_000)).toEqual([true, true, true]);
    const record = { body: { stringValue: 'x'.repeat(MAX_ENTRY_CHARS) } };
    const tooLarge: ArchivedRequest = {
      signal: 'logs',
      body: { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] },
      records: 1,
      bytes: MAX_ENTRY_CHARS,
      from: 'received',
    };
    await expect(a.shared.keep?.(tooLarge)).rejects.toBeInstanceOf(TooLargeToKeep);
    expect(entries).toHaveLength(3);
  });

  test('tell each other of logs, and of metrics that were received', async () => {
    const { exchange } = network();
    const [a, b] = [replica(exchange('a')), replica(exchange('b'))];
    await a.shared.keep?.(logs('own'));
    await a.shared.keep?.(logs('received'));
    await a.shared.keep?.({ ...logs('own'), signal: 'metrics', body: {} });
    await a.shared.keep?.({ ...logs('received'), signal: 'metrics', body: {} });
    expect(b.heard.map(({ signal, from }) => `${from} ${signal}`)).toEqual([
      'own logs',
      'received logs',
      'received metrics',
    ]);
    expect(a.heard).toEqual([]);
  });
});

test('one that joins finds what the others were given before', async () => {
  const { exchange } = network();
  const a = replica(exchange('a'));
  await a.shared.traces.addReceived(columnsOf(spans(3)), 100);
  await a.shared.keep?.(logs('received'));
  const late = replica(exchange('late'));
  await late.shared.ready;
  expect(late.shared.traces.keptSpans).toBe(3);
  expect(late.heard).toHaveLength(1);
  // It has an archive, which had them before it was started anew.
  const again = replica(exchange('again'), async () => {});
  expect(again.heard).toEqual([]);
});

test('what it could not hear is counted', async () => {
  const { exchange, skip } = network();
  const [a, b] = [replica(exchange('a')), replica(exchange('b'))];
  await a.shared.traces.add(spans(1));
  expect(b.shared.missed).toBe(0);
  skip(4);
  await a.shared.traces.add(spans(2));
  expect(b.shared.missed).toBe(4);
});

describe('while nobody can be told', () => {
  test('what was received is refused where it would not outlive the process, and not taken', async () => {
    const { exchange, interrupt } = network();
    const a = replica(exchange('a'));
    interrupt();
    await expect(a.shared.traces.addReceived(columnsOf(spans(2)), 100)).rejects.toBeInstanceOf(NotKept);
    await expect(a.shared.keep?.(logs('received'))).rejects.toBeInstanceOf(NotKept);
    expect(a.shared.traces.keptSpans).toBe(0);
  });

  test('it is taken where there is an archive, and so is what the services here emit', async () => {
    const { exchange, interrupt } = network();
    const archived: ArchivedRequest[] = [];
    const a = replica(exchange('a'), async (request) => void archived.push(request));
    interrupt();
    await a.shared.traces.addReceived(columnsOf(spans(2)), 100);
    await a.shared.keep?.(logs('received'));
    await a.shared.traces.add(spans(1, 'feedfacefeedfacefeedfacefeedfa02'));
    expect(a.shared.traces.keptSpans).toBe(3);
    expect(archived).toHaveLength(1);
    // Said once, not for each.
    await expect.poll(() => a.failures.length).toBe(1);
  });
});
