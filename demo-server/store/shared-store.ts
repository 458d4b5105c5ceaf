/**
 * One store of many replicas: what one of them is given, the others hear of, so that a question is answered alike whoever
 * is asked. Without others it is the store itself, and costs nothing.
 *
 *   given --> own store  and  stream `store` --heard by the others--> their stores
 *
 * A sender is answered once what it sent is where it outlives this process: in the archive of this replica, or, where it
 * has none, on the stream. Spans that are heard twice are kept once; the stream is bounded, and what was missed is counted.
 */
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { type Clock, delay } from '../clock.ts';
import {
  type Entry,
  type Exchange,
  lifeOf,
  NotKept as NotAppended,
  type StreamBounds,
} from '../exchange/exchange.ts';
import type { ArchivedRequest, Source } from './archive.ts';
import { NotKept, TooLargeToKeep } from './not-kept.ts';
import { columnsOf, type SpanColumns, type SpanSource } from './span-columns.ts';
import type { TraceStore } from './trace-store.ts';

export interface SharedStoreDeps {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly traces: TraceStore;
  /** Puts a request where it outlives this process; undefined where there is no such place. */
  readonly archive: ((request: ArchivedRequest) => Promise<void>) | undefined;
  /** Takes in what another replica was given. */
  readonly heard: (request: ArchivedRequest) => void;
  readonly report: (error: unknown) => void;
}
export interface SharedStore {
  readonly traces: TraceStore;
  /** See `recentSignals`; undefined when there is nowhere to keep one. */
  readonly keep: ((request: ArchivedRequest) => Promise<void>) | undefined;
  /** Entries that this replica should have heard, and did not. */
  readonly missed: number;
  /** Resolves when what the others had is here, as far as that is known soon. */
  readonly ready: Promise<void>;
  stop(): void;
}

type Told =
  | { readonly type: 'spans'; readonly from: Source; readonly bytes: number; readonly traces: OtlpTraces }
  | { readonly type: 'request'; readonly request: ArchivedRequest };

const STREAM = 'store';
const BOUNDS: StreamBounds = { entries: 4_000, chars: 64_000_000, keepMs: 60 * 60_000 };
const SPANS_PER_ENTRY = 512;
const CHARS_PER_ENTRY = 1_000_000;
/** An exchange that is there answers within milliseconds. */
const PATIENCE_MS = 3_000;

export function sharedStore(deps: SharedStoreDeps): SharedStore {
  const { exchange, traces, archive } = deps;
  if (exchange.kind === 'memory')
    return { traces, keep: archive, missed: 0, ready: Promise.resolve(), stop() {} };
  const stream = storeStream(deps);
  return {
    traces: givenOtherwise(traces, {
      async add(given, bytes = 0, from = 'own') {
        const kept = traces.add(given, bytes, from);
        stream.tell(spansTold(columnsOf(given), bytes, from));
        return kept;
      },
      async addReceived(columns, bytes) {
        const told = spansTold(columns, bytes, 'received');
        if (archive === undefined) await stream.tellAndWait(told);
        await traces.addReceived(columns, bytes);
        if (archive !== undefined) stream.tell(told);
      },
    }),
    async keep(request) {
      // What its instruments say each replica says itself.
      const isTold = request.from === 'received' || request.signal === 'logs';
      const told = isTold ? [JSON.stringify({ type: 'request', request } satisfies Told)] : [];
      if (archive === undefined && request.from === 'received') return stream.tellAndWait(told);
      await archive?.(request);
      stream.tell(told);
    },
    get missed() {
      return stream.missed;
    },
    ready: stream.ready,
    stop: stream.stop,
  };
}

function storeStream({ exchange, clock, traces, archive, heard, report }: SharedStoreDeps) {
  let lastId = 0;
  let missed = 0;
  let isCaughtUp = false;
  let isFailing = false;

  const hear = (entries: readonly Entry[]) => {
    for (const { id, from, data } of entries) {
      if (lastId !== 0 && lifeOf(id) === lifeOf(lastId)) missed += id - lastId - 1;
      lastId = id;
      // What is told here is here already.
      if (from === exchange.replica) continue;
      const told = JSON.parse(data) as Told;
      if (told.type === 'spans') traces.add(told.traces, told.bytes, told.from).catch(report);
      // An archive has what it heard in an earlier life, and requests, unlike spans, cannot be told apart.
      else if (archive === undefined || isCaughtUp) heard(told.request);
    }
  };
  const following = exchange.follow(STREAM, 0, hear);
  const caughtUp = following.ready.then(() => {
    isCaughtUp = true;
  });
  const append = (told: string) => exchange.append(STREAM, told, BOUNDS);
  return {
    get missed() {
      return missed;
    },
    ready: Promise.race([caughtUp, delay(clock, PATIENCE_MS)]),
    stop: following.stop,
    /** Nobody waits for it; a failure is reported once until it goes again. */
    tell(parts: Iterable<string>): void {
      for (const told of parts)
        append(told).then(
          () => {
            isFailing = false;
          },
          (error) => {
            if (!isFailing) report(error);
            isFailing = true;
          },
        );
    },
    async tellAndWait(parts: Iterable<string>): Promise<void> {
      if (exchange.state.type === 'interrupted') throw notKept();
      const kept = Promise.all(Array.from(parts, append));
      const outcome = await Promise.race([
        kept.then(
          () => 'kept',
          (error: unknown) => error,
        ),
        delay(clock, PATIENCE_MS),
      ]);
      if (outcome instanceof NotAppended && outcome.reason === 'too-long') throw tooLarge(outcome);
      if (outcome !== 'kept') throw notKept(outcome);
    },
  };
}

const notKept = (cause?: unknown): NotKept =>
  new NotKept(
    'The exchange between the replicas does not answer, so this is not kept. Send it again in a moment.',
    {
      cause,
    },
  );

const tooLarge = (cause: unknown): TooLargeToKeep =>
  new TooLargeToKeep(
    'This is more than one replica can tell the others at once, so it is not kept. Send smaller batches.',
    { cause },
  );

/** A few hundred spans each, of one source, or a megabyte of them; their text is what it was when they came. */
function* spansTold(columns: SpanColumns, bytes: number, from: Source): Iterable<string> {
  const bySource = new Map<SpanSource, number[]>();
  for (let row = 0; row < columns.length; row++) {
    const source = columns.source(row);
    const rows = bySource.get(source);
    if (rows === undefined) bySource.set(source, [row]);
    else rows.push(row);
  }
  for (const [{ resource, scope }, rows] of bySource) {
    const about = (name: string, value: unknown) =>
      value === undefined ? '' : `"${name}":${JSON.stringify(value)},`;
    for (let at = 0, end = 0; at < rows.length; at = end) {
      let chars = 0;
      do chars += columns.otlp[rows[end++] ?? 0]?.length ?? 0;
      while (end < rows.length && end - at < SPANS_PER_ENTRY && chars < CHARS_PER_ENTRY);
      const part = rows.slice(at, end);
      const spans = part.map((row) => columns.otlp[row]).join();
      const share = (bytes * part.length) / columns.length;
      const scopeSpans = `[{${about('scope', scope)}"spans":[${spans}]}]`;
      const resourceSpans = `[{${about('resource', resource)}"scopeSpans":${scopeSpans}}]`;
      yield `{"type":"spans","from":"${from}","bytes":${share},"traces":{"resourceSpans":${resourceSpans}}}`;
    }
  }
}

/** The same store, given to in another way. */
const givenOtherwise = (store: TraceStore, ways: Pick<TraceStore, 'add' | 'addReceived'>): TraceStore =>
  Object.create(store, { add: { value: ways.add }, addReceived: { value: ways.addReceived } }) as TraceStore;
