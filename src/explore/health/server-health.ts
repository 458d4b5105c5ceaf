/**
 * The server's own health, from what it measures of itself: graphs by subject, and in words what is wrong with it now.
 * Names are those of the conventions (`nodejs.*`, `process.*`, `v8js.*`) and the server's own (`bldg.*`).
 */
import type { Graph } from '../charts/graphs.tsx';
import { chartOf, growthLine, type LabelledLine, sumLine, valueLine } from '../metrics/lines.ts';
import type { InstrumentHistory, MetricStream } from '../metrics/metric-history.ts';
import { bytesText, countText, durationText } from '../parts/words.ts';

export interface ServerHealth {
  /** Of the process; empty where the server runs in a browser, which tells a page nothing of the kind. */
  readonly process: readonly Graph[];
  readonly work: readonly Graph[];
  /** What is wrong now, the worst first; empty when nothing is. */
  readonly troubles: readonly string[];
}

const SERVER = 'demo-server';
const DELAY = 'nodejs.eventloop.delay';
/** A page that waits for so long is felt to hang. */
const LATE_S = 0.2;
const BUSY = 0.9;

/** Undefined where no demo server tells of itself. */
export function serverHealth(instruments: readonly InstrumentHistory[]): ServerHealth | undefined {
  const own = new Map(
    instruments
      .filter(({ metric }) => metric.service === SERVER)
      .map(({ metric, streams }) => [metric.name, streams] as const),
  );
  if (!own.has('bldg.feed.sessions')) return undefined;
  const streamsOf = (name: string): readonly MetricStream[] => own.get(name) ?? [];
  const now = (label: string, name: string): LabelledLine => ({
    label,
    values: sumLine(streamsOf(name).map(valueLine)),
  });
  const grown = (label: string, name: string, of: Readonly<Record<string, string>> = {}): LabelledLine => ({
    label,
    values: sumLine(
      streamsOf(name)
        .filter((stream) => Object.entries(of).every(([key, value]) => attributeOf(stream, key) === value))
        .map((stream) => growthLine(stream)),
    ),
  });
  const graph = (
    title: string,
    unit: string,
    names: readonly string[],
    lines: readonly LabelledLine[],
  ): Graph[] => {
    const known = names.filter((name) => own.has(name));
    const drawn = lines.filter(({ values }) => values.size > 0);
    return known.length === 0 ? [] : [{ title, instruments: known, data: chartOf(drawn, unit) }];
  };
  const signals = ['traces', 'metrics', 'logs'] as const;
  return {
    process: [
      ...graph(
        'How late the event loop is',
        's',
        [`${DELAY}.p50`, `${DELAY}.p99`, `${DELAY}.max`],
        [now('p50', `${DELAY}.p50`), now('p99', `${DELAY}.p99`), now('max', `${DELAY}.max`)],
      ),
      ...graph(
        'Share of the time that the event loop is busy',
        '%',
        ['nodejs.eventloop.utilization'],
        [inPercent(now('busy', 'nodejs.eventloop.utilization'))],
      ),
      ...graph(
        'Memory',
        'By',
        ['process.memory.usage', 'v8js.memory.heap.used'],
        [now('process', 'process.memory.usage'), now('heap', 'v8js.memory.heap.used')],
      ),
      ...graph(
        'Processors in use',
        '1',
        ['process.cpu.time'],
        ['user', 'system'].map((mode) => grown(mode, 'process.cpu.time', { 'cpu.mode': mode })),
      ),
    ],
    work: [
      ...graph(
        'Pages and phones',
        '',
        ['bldg.feed.subscribers', 'bldg.feed.sessions', 'bldg.rooms.phones'],
        [
          now('open feeds', 'bldg.feed.subscribers'),
          now('sessions', 'bldg.feed.sessions'),
          now('phones', 'bldg.rooms.phones'),
        ],
      ),
      ...graph(
        'What waits',
        '',
        ['bldg.outbox.messages', 'bldg.laboratories.waiting', 'bldg.forwarding.waiting'],
        [
          now('messages in the outbox', 'bldg.outbox.messages'),
          now('laboratories', 'bldg.laboratories.waiting'),
          now('requests to hand on', 'bldg.forwarding.waiting'),
        ],
      ),
      ...graph(
        'What waits for slow pages',
        'By',
        ['bldg.feed.waiting'],
        [now('waiting', 'bldg.feed.waiting')],
      ),
      ...graph(
        'Records taken in per second',
        '1/s',
        ['bldg.ingest.records'],
        signals.map((signal) =>
          grown(signal, 'bldg.ingest.records', {
            'bldg.otlp.signal': signal,
            'bldg.otlp.outcome': 'accepted',
          }),
        ),
      ),
      ...graph(
        'Dropped or refused per second',
        '1/s',
        ['bldg.feed.dropped', 'bldg.ingest.requests', 'bldg.forwarding.requests', 'bldg.archive.not_kept'],
        [
          grown('messages to slow pages', 'bldg.feed.dropped'),
          grown('OTLP requests refused', 'bldg.ingest.requests', { 'bldg.otlp.outcome': 'refused' }),
          grown('not handed on', 'bldg.forwarding.requests', { 'bldg.otlp.outcome': 'dropped' }),
          grown('own records not kept', 'bldg.archive.not_kept'),
        ],
      ),
      ...graph('Spans in memory', '', ['bldg.store.spans'], [now('spans', 'bldg.store.spans')]),
      ...graph('Store on the disk', 'By', ['bldg.archive.size'], [now('size', 'bldg.archive.size')]),
    ],
    troubles: troublesOf(streamsOf),
  };
}

function troublesOf(streamsOf: (name: string) => readonly MetricStream[]): readonly string[] {
  const newest = (name: string): number | undefined => streamsOf(name)[0]?.points.at(-1)?.point.value;
  const growth = (name: string): number =>
    streamsOf(name).reduce((sum, { points }) => {
      const [before, last] = points.slice(-2);
      return before && last ? sum + Math.max(0, last.point.value - before.point.value) : sum;
    }, 0);
  const late = newest(`${DELAY}.p99`) ?? 0;
  const busy = newest('nodejs.eventloop.utilization') ?? 0;
  const waiting = newest('bldg.feed.waiting') ?? 0;
  const dropped = growth('bldg.feed.dropped');
  const notKept = growth('bldg.archive.not_kept');
  return [
    newest('bldg.database.available') === 0 &&
      'The database does not answer: exercises that need it fail until it is back.',
    late > LATE_S &&
      `The event loop is late by ${durationText(late * 1e9)} one time in a hundred: everybody waits for that long.`,
    busy > BUSY && `The event loop is busy ${Math.round(busy * 100)} % of the time: more requests only wait.`,
    dropped > 0 &&
      `${countText(dropped, 'message')} did not reach pages that read too slowly; each was told how many.`,
    waiting > MUCH_WAITING && `${bytesText(waiting)} wait for pages that read too slowly.`,
    notKept > 0 && `${countText(notKept, 'record')} of the server itself came too fast for the disk.`,
  ].filter((words) => words !== false);
}

/** A tenth of what may wait. */
const MUCH_WAITING = 25_000_000;

const inPercent = ({ label, values }: LabelledLine): LabelledLine => ({
  label,
  values: new Map(Array.from(values, ([unixMs, value]) => [unixMs, value * 100])),
});

const attributeOf = ({ points }: MetricStream, key: string): unknown =>
  points.at(-1)?.point.attributes.get(key);
