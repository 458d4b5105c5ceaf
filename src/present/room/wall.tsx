/** The room on the wall: how to join, who is there, what is asked, and what everyone's taps do to the system. */
import { useEffect, useMemo } from 'preact/hooks';
import type { RoomFigure } from '../../../demo-server/protocol.ts';
import { countText } from '../../explore/parts/words.ts';
import { pageLiveServer } from '../../server-client/live.ts';
import { AskBar } from './ask-bar.tsx';
import { figureCharts } from './figure-charts.ts';
import { followRoomCode } from './follow-room-code.ts';
import { joinAddress } from './join-address.ts';
import { pagePresenterRoom } from './page-ports.ts';
import { PollCard } from './poll-card.tsx';
import type { PresenterRoom, PresenterState } from './presenter-room.ts';
import { QrCode } from './qr-code.tsx';
import type { PreparedPoll } from './room-polls.ts';
import type { RoomView } from './room-view.ts';
import { WallChart } from './wall-chart.tsx';
import { type WallModel, wallModel } from './wall-model.ts';
import { WallTraces } from './wall-traces.tsx';

export interface WallProps {
  readonly token: string;
  /** That the page has already; without it the wall has one of its own. */
  readonly room?: PresenterRoom;
  /** What can be asked. */
  readonly polls?: readonly PreparedPoll[];
}

export function Wall({ token, room, polls = [] }: WallProps) {
  const model = useMemo(() => {
    const live = pageLiveServer();
    return wallModel({
      room: room ?? pagePresenterRoom(token),
      feed: (session, listener) => live.feed(session, listener),
      after: (delayMs, task) => {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
    });
  }, [token, room]);
  useEffect(() => {
    const stop = room === undefined ? followRoomCode(model.room) : () => {};
    return () => {
      stop();
      model.leave();
    };
  }, [model, room]);

  const state = model.room.state.value;
  return state.view ? (
    <OpenWall model={model} state={state} view={state.view} polls={polls} />
  ) : (
    <section class="wall-closed">
      <p class="headline">A room for this talk</p>
      <p>
        Phones follow the slides, tap, and answer. Each tap is a real request, and its trace is shown here.
      </p>
      {state.refusal && (
        <p class="wall-problem" role="alert">
          {state.refusal.message} {state.refusal.hint}
        </p>
      )}
      <button
        type="button"
        class="wall-open"
        disabled={state.status === 'opening'}
        onClick={() => void model.room.open()}
      >
        Open a room
      </button>
    </section>
  );
}

function OpenWall({
  model,
  state,
  view,
  polls,
}: {
  readonly model: WallModel;
  readonly state: PresenterState;
  readonly view: RoomView;
  readonly polls: readonly PreparedPoll[];
}) {
  const { figures = [], reachableAt = [] } = view.presenterOnly ?? {};
  const address = joinAddress(view.code, {
    origin: location.origin,
    base: import.meta.env.BASE_URL,
    reachableAt,
  });
  return (
    <div class="room-wall" data-status={state.status} data-asking={view.poll !== null}>
      <section class="wall-join" aria-label="Join">
        <QrCode href={address.href} label={`Scan to open ${address.words} with the code ${view.code}`} />
        <p class="wall-address">{address.words}</p>
        <p class="wall-code">{view.code}</p>
        <p class="wall-phones" data-phones={view.phones}>
          {countText(view.phones, 'phone')}
        </p>
        {!address.isReachable && (
          <p class="wall-problem">
            Only this machine finds this address. Start with HOST=0.0.0.0 to let phones in.
          </p>
        )}
        {state.status === 'lost' ? (
          <p class="wall-problem" role="status">
            The line to the server is lost; it is tried again.
          </p>
        ) : (
          state.refusal && (
            <p class="wall-problem" role="alert">
              {state.refusal.message} {state.refusal.hint}
            </p>
          )
        )}
        {view.cutOff && (
          <p class="wall-problem" role="status">
            This server has lost touch with the others: what you see is from before. Taps are served, and
            counted when it is back.
          </p>
        )}
        {view.poll && <PollCard poll={view.poll} votes={view.votes} />}
        <AskBar room={model.room} view={view} polls={polls} />
        <button type="button" class="room-button wall-end" onClick={() => void model.room.end()}>
          End the room
        </button>
      </section>
      <section class="wall-charts" aria-label="The four graphs">
        {figureCharts(figures).map((chart) => (
          <WallChart key={chart.id} chart={chart} />
        ))}
      </section>
      <WallTraces model={model} />
      <Totals figure={figures.at(-1)} droppedSpans={model.telemetry.value.droppedSpans} />
    </div>
  );
}

/** Every tap, and every span, in one account: what is not shown is counted. */
function Totals({
  figure,
  droppedSpans,
}: {
  readonly figure: RoomFigure | undefined;
  readonly droppedSpans: number;
}) {
  const { served = 0, refused = 0, failed = 0, answers = 0, spans = 0 } = figure?.totals ?? {};
  const { tapsUnderWay = 0, tapsWaiting = 0 } = figure ?? {};
  const entries = [
    ['taps served', served],
    ['under way', tapsUnderWay + tapsWaiting],
    ['refused', refused],
    ['failed', failed],
    ['answers', answers],
    ['spans', spans],
    ['spans dropped', droppedSpans],
  ] as const;
  return (
    <dl class="wall-totals">
      {entries.map(([name, value]) => (
        <div key={name} data-total={name.replace(' ', '-')}>
          <dt>{name}</dt>
          <dd>{value.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}
