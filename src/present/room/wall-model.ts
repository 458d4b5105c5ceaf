/**
 * What the wall shows of a room: the room as the presenter holds it, and its telemetry, watched like that of any session.
 * The table on show is changed for a newer one now and then, not with each tap, and not while somebody looks at a span.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FeedListener, StopFeed } from '../../server-client/port.ts';
import type { TraceTable } from '../../trace/model/trace-table.ts';
import { NewestTraces } from './newest-traces.ts';
import type { PresenterRoom } from './presenter-room.ts';

export interface WallTelemetry {
  readonly table: TraceTable | undefined;
  readonly traces: number;
  /** Spans that the server sent and this page did not get. */
  readonly droppedSpans: number;
}
export interface WallPorts {
  readonly room: PresenterRoom;
  readonly feed: (session: string, listener: FeedListener) => Promise<StopFeed>;
  readonly after: (delayMs: number, task: () => void) => () => void;
}
export interface WallModel {
  readonly room: PresenterRoom;
  readonly telemetry: ReadonlySignal<WallTelemetry>;
  readonly held: ReadonlySignal<boolean>;
  /** The traces on show stay until `hold(false)`. */
  hold(isHeld: boolean): void;
  leave(): void;
}

const EVERY_MS = 700;
const NOTHING: WallTelemetry = { table: undefined, traces: 0, droppedSpans: 0 };

export function wallModel({ room, feed, after }: WallPorts): WallModel {
  const telemetry = signal(NOTHING);
  const held = signal(false);
  let traces = new NewestTraces();
  let shownVersion = 0;
  let droppedSpans = 0;
  let session: string | undefined;
  let stopFeed: StopFeed = () => {};
  let cancel: (() => void) | undefined;
  let isOver = false;

  const showSoon = () => {
    cancel ??= after(EVERY_MS, () => {
      cancel = undefined;
      show();
    });
  };
  const show = () => {
    const isNews = traces.version !== shownVersion && !held.value;
    if (isNews) shownVersion = traces.version;
    const table = isNews ? traces.table() : telemetry.value.table;
    telemetry.value = { table, traces: traces.seen, droppedSpans };
  };
  const hear: FeedListener = (event) => {
    if (event.type === 'dropped') droppedSpans += event.data.spans;
    else if (event.type === 'traces' || event.type === 'spans-started') traces.add(event.type, event.data);
    else return;
    showSoon();
  };
  const watch = (next: string | undefined) => {
    if (next === session) return;
    session = next;
    stopFeed();
    stopFeed = () => {};
    traces = new NewestTraces();
    shownVersion = droppedSpans = 0;
    telemetry.value = NOTHING;
    if (next === undefined) return;
    feed(next, hear).then(
      (stop) => {
        if (isOver || session !== next) stop();
        else stopFeed = stop;
      },
      () => {
        // Asked again with the next word of the room.
        if (session === next) session = undefined;
      },
    );
  };
  const stopRoom = room.state.subscribe(({ view }) => watch(view?.presenterOnly?.session));

  return {
    room,
    telemetry,
    held,
    hold(isHeld) {
      held.value = isHeld;
      if (!isHeld) show();
    },
    leave() {
      isOver = true;
      stopRoom();
      stopFeed();
      cancel?.();
    },
  };
}
