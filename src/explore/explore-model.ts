/**
 * What the page is looking at, as signals. One source at a time (a demo server, or a file), one place at a time (the
 * address); the source's news and every change of query make a new question, and an answer that is no longer wanted is
 * dropped.
 *
 *   connection, file --> source --search, measure--> list, chart
 *   address <--> place                               (history: back and forward work)
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { BootState } from '../server-client/in-browser.ts';
import {
  browserSessions,
  type ConnectionState,
  subscribeBoot,
  subscribeConnection,
} from '../server-client/page-connection.ts';
import { parseAnyTraceQL, type TraceQLError } from '../trace/traceql/traceql.ts';
import type { KnownFields } from '../trace/traceql/writing.ts';
import { atMostEvery } from './at-most-every.ts';
import { type Place, placeOf, rangeStart, searchOf } from './explore-place.ts';
import type { OpenedFile } from './import/open-files.ts';
import { fileSource } from './source/file-source.ts';
import { roomSessions } from './source/room-sessions.ts';
import { serverSource } from './source/server-source.ts';
import type { MeasuredSeries, TelemetrySource, TraceList } from './source/telemetry-source.ts';
import { furtherLists, joinedLists, withoutOlder } from './traces/joined-lists.ts';

export type Asked =
  | { readonly type: 'search' }
  | { readonly type: 'metrics' }
  | { readonly type: 'wrong'; readonly error: TraceQLError };

export interface ExploreModel {
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly boot: ReadonlySignal<BootState>;
  readonly place: ReadonlySignal<Place>;
  readonly source: ReadonlySignal<TelemetrySource | undefined>;
  /** Sessions of the rooms whose telemetry is shown, for the presenter. */
  readonly rooms: ReadonlySignal<readonly string[]>;
  readonly file: Signal<OpenedFile | undefined>;
  readonly asked: ReadonlySignal<Asked>;
  /** With what was found further back. */
  readonly list: ReadonlySignal<TraceList | undefined>;
  readonly isLookingFurther: ReadonlySignal<boolean>;
  readonly chart: ReadonlySignal<MeasuredSeries | undefined>;
  /** Why the last question has no answer. */
  readonly trouble: ReadonlySignal<string>;
  readonly fields: ReadonlySignal<KnownFields>;
  /** The server stopped, or the way to it is cut. What is shown stays. */
  readonly isAway: ReadonlySignal<boolean>;
  /** Grows with each piece of news from the source. */
  readonly news: ReadonlySignal<number>;
  go(to: Partial<Place>, how?: 'push' | 'replace'): void;
  hrefOf(to: Partial<Place>): string;
  /** Goes on where the search on show stopped; what it finds stays until the question changes. */
  lookFurther(): Promise<void>;
  /** Until the page is left. */
  connect(): () => void;
}

const SEARCH_MS = 1_000;
const FIELDS_MS = 5_000;

export function createExploreModel(): ExploreModel {
  const connection = signal<ConnectionState>({ type: 'connecting' });
  const boot = signal<BootState>({ type: 'asleep' });
  const place = signal<Place>(placeOf(location.search));
  const file = signal<OpenedFile | undefined>(undefined);
  const newest = signal<TraceList | undefined>(undefined);
  const further = signal<TraceList | undefined>(undefined);
  const list = computed(() =>
    newest.value && further.value ? joinedLists(newest.value, further.value) : newest.value,
  );
  const isLookingFurther = signal(false);
  const chart = signal<MeasuredSeries | undefined>(undefined);
  const trouble = signal('');
  const fields = signal<KnownFields>(new Map());
  const news = signal(0);
  const isAway = signal(false);

  const rooms = signal<readonly string[]>([]);

  const source = computed((): TelemetrySource | undefined => {
    if (file.value !== undefined) return fileSource(file.value.table, file.value.asked);
    const state = connection.value;
    if (state.type !== 'connected') return undefined;
    // One in the browser is megabytes: asked only once somebody has woken it.
    if (state.server.mode === 'in-browser' && boot.value.type !== 'ready') return undefined;
    return serverSource(state.server, [...browserSessions(), ...rooms.value]);
  });
  const lookForRooms = async () => {
    const state = connection.peek();
    const found = state.type === 'connected' ? await roomSessions(state.server) : [];
    if (found.join() !== rooms.peek().join()) rooms.value = found;
  };
  const query = computed(() => place.value.query);
  const range = computed(() => place.value.range);
  const start = () => rangeStart(range.peek(), Date.now());
  const asked = computed((): Asked => {
    if (query.value.trim() === '') return { type: 'search' };
    const parsed = parseAnyTraceQL(query.value);
    return parsed.ok ? { type: parsed.type } : { type: 'wrong', error: parsed.error };
  });

  /** How far back the metric on show was measured, as the answer said it. */
  let measuredTo: string | undefined;
  let asking = new AbortController();
  let lookingFurther = new AbortController();
  const answer = async () => {
    const from = source.peek();
    const what = asked.peek();
    if (from === undefined || what.type === 'wrong') return;
    asking.abort();
    asking = new AbortController();
    const { signal: wanted } = asking;
    try {
      if (what.type === 'search') {
        const since = further.peek()?.since;
        const found = await from.search(query.peek(), wanted, { start: start(), since });
        // Asked before somebody looked further: that answer goes on where this one stops.
        if (!wanted.aborted) newest.value = since === further.peek()?.since ? found : withoutOlder(found);
      } else {
        const measured = await from.measure(query.peek(), wanted, { start: start(), older: measuredTo });
        if (!wanted.aborted) chart.value = measured;
      }
      if (!wanted.aborted) trouble.value = '';
    } catch (error) {
      if (!wanted.aborted) trouble.value = error instanceof Error ? error.message : String(error);
    }
  };

  const lookFurther = async () => {
    const from = source.peek();
    const isMetric = asked.peek().type === 'metrics';
    const older = (isMetric ? chart : list).peek()?.older;
    if (from === undefined || older === undefined || isLookingFurther.peek()) return;
    isLookingFurther.value = true;
    const asker = lookingFurther;
    const { signal: wanted } = asker;
    try {
      if (isMetric) {
        measuredTo = older;
        await answer();
        return;
      }
      const found = await from.search(query.peek(), wanted, { start: start(), older });
      if (wanted.aborted) return;
      const before = newest.peek();
      batch(() => {
        further.value = furtherLists(further.peek(), found);
        if (before !== undefined) newest.value = withoutOlder(before);
      });
      trouble.value = '';
    } catch (error) {
      if (!wanted.aborted) trouble.value = error instanceof Error ? error.message : String(error);
    } finally {
      if (asker === lookingFurther) isLookingFurther.value = false;
    }
  };
  /** Another question: what was found further back for the one before goes. */
  const forgetFurther = () => {
    lookingFurther.abort();
    lookingFurther = new AbortController();
    isLookingFurther.value = false;
    further.value = undefined;
    measuredTo = undefined;
  };

  const hrefOf = (to: Partial<Place>) => {
    const next = { ...place.peek(), ...to };
    return location.pathname + searchOf(next);
  };

  return {
    connection,
    boot,
    place,
    source,
    rooms,
    file,
    asked,
    list,
    isLookingFurther,
    chart,
    trouble,
    fields,
    isAway,
    news,
    hrefOf,
    lookFurther,
    go(to, how = 'push') {
      const next = { ...place.peek(), ...to };
      const address = location.pathname + searchOf(next);
      if (how === 'push') history.pushState(null, '', address);
      else history.replaceState(history.state, '', address);
      place.value = next;
    },
    connect() {
      const back = () => {
        place.value = placeOf(location.search);
      };
      addEventListener('popstate', back);
      // A room may have been opened in another window since.
      const seen = () => !document.hidden && void lookForRooms();
      document.addEventListener('visibilitychange', seen);
      const searches = atMostEvery(SEARCH_MS, answer);
      const fieldsAgain = atMostEvery(FIELDS_MS, async () => {
        const found = await source.peek()?.fields();
        if (found !== undefined) fields.value = found;
      });
      const stops = [
        () => removeEventListener('popstate', back),
        () => document.removeEventListener('visibilitychange', seen),
        () => searches.stop(),
        () => fieldsAgain.stop(),
        subscribeConnection((state) => {
          connection.value = state;
          void lookForRooms();
        }),
        subscribeBoot((state) => {
          boot.value = state;
        }),
        // Another file, or none: nobody asks about this one any more.
        effect(() => {
          const opened = file.value;
          return () => opened?.asked.close();
        }),
        // A new source: what was shown of the old one goes.
        effect(() => {
          const from = source.value;
          newest.value = undefined;
          chart.value = undefined;
          if (from === undefined) return undefined;
          fieldsAgain.ask();
          isAway.value = false;
          const changed = () => {
            news.value = news.peek() + 1;
            searches.ask();
            fieldsAgain.ask();
          };
          return from.subscribe(changed, (isReached) => {
            isAway.value = !isReached;
          });
        }),
        // A new question is asked at once; news are gathered for a second.
        effect(() => {
          query.value;
          range.value;
          source.value;
          forgetFurther();
          void answer();
        }),
      ];
      return () => {
        asking.abort();
        lookingFurther.abort();
        for (const stop of stops) stop();
      };
    },
  };
}
