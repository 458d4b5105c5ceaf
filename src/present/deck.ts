/**
 * The wall of a talk. One state says what is shown (`deck-state.ts`); keys, address, touch and the speaker's view change
 * it, and everything here follows.
 *
 * Where the deck is stands on `<body data-slide>`; on an exercise that is the slide before it, and `data-exercise`.
 */
import { siteHref } from '../components/course/site-href.ts';
import type { OfflineNote } from '../components/offline/offline-note.ts';
import { doubtConnection, preferredServer, preferServer } from '../server-client/page-connection.ts';
import { addressOf, placeOf } from './deck-address.ts';
import { wallEntries } from './deck-entries.ts';
import { commandOf, type DeckCommand } from './deck-keys.ts';
import { overviewOf } from './deck-overview.ts';
import type { DeckState } from './deck-state.ts';
import { createDeckView, outlineOf } from './deck-view.ts';
import { belongsToFocus } from './key-owner.ts';
import { pageDeck } from './page-deck.ts';
import type { SharedDeck } from './shared-deck.ts';
import { openDialog, startIndex } from './stage-dialogs.ts';
import {
  followRuns,
  keepCardsComing,
  runExercise,
  scrollExercise,
  showExercise,
  sizeTimelines,
} from './stage-exercise.ts';
import { showStageServer } from './stage-server.ts';
import { talkCommands } from './talk-commands.ts';
import { keepScreenOn } from './wake-lock.ts';

/** Told to the document: the room is to be shown over the slides, or taken away. */
export const ROOM_WALL = 'room-wall';

/** The talk that this wall shows, for whoever has another line to it, such as a room. */
export async function startDeck(): Promise<SharedDeck | undefined> {
  const root = document.querySelector<HTMLElement>('[data-deck]');
  if (root === null) return undefined;
  const outline = outlineOf(root);
  const talk = pageDeck('deck', outline, placeOf(location.hash, outline));
  // What this tab chose before a reload; the talk may have chosen otherwise since.
  if (talk.state().server === 'automatic') talk.act({ type: 'use-server', server: preferredServer() });

  const view = await createDeckView(root, outline, (place) => talk.act({ type: 'go', ...place }));
  const overview = overviewOf(root, (section) => talk.act({ type: 'go', section, step: 0 }));
  const obey: Readonly<Record<DeckCommand, () => void>> = {
    ...talkCommands(talk),
    down: () => scrollExercise('down'),
    up: () => scrollExercise('up'),
    overview: overview.toggle,
    run: () => void runExercise(),
    speaker: openSpeaker,
    room: () => document.dispatchEvent(new Event(ROOM_WALL)),
    'full-screen': toggleFullScreen,
  };
  const index = startIndex(wallEntries(root), (section) => talk.act({ type: 'go', section, step: 0 }));
  let shown: string | undefined;
  talk.subscribe((state) => {
    view.show(state);
    tellPlace(root, state);
    overview.follow();
    index.mark(state.section);
    if (state.server !== preferredServer()) preferServer(state.server);
    // Whether the server is still there is known before anybody presses Run.
    if (shown !== state.section) doubtConnection();
    shown = state.section;
  });
  followRuns();
  keepCardsComing();
  sizeTimelines();
  keepOnceBegun(talk);
  showStageServer((report) => talk.report(report));
  addEventListener('hashchange', () => {
    const place = placeOf(location.hash, outline);
    if (place) talk.act({ type: 'go', ...place });
  });
  addEventListener('keydown', (event) => {
    if (belongsToFocus(event)) return;
    const command = commandOf(event);
    if (!overview.takes(event.key, command)) {
      if (command === undefined) return;
      obey[command]();
    }
    event.preventDefault();
  });
  document.querySelector('[data-open-help]')?.addEventListener('click', () => openDialog('help'));
  keepScreenOn();
  return talk;
}

/** A talk that is held must not end with its host: once its clock runs, all that is still to come is kept. */
function keepOnceBegun(talk: SharedDeck): void {
  let isKeeping = false;
  talk.subscribe(({ clock }) => {
    if (isKeeping || clock.startedAtMs === undefined) return;
    isKeeping = true;
    void document.querySelector<OfflineNote>('offline-note')?.keep();
  });
}

function tellPlace(root: HTMLElement, state: DeckState): void {
  const sections = [...root.querySelectorAll<HTMLElement>('.slides > section')];
  const at = sections.findIndex(({ id }) => id === state.section);
  const slide = sections.slice(0, at + 1).findLast(({ dataset }) => dataset['stageSlide'] !== undefined);
  const exercise = sections[at]?.dataset['stageExercise'];
  const { dataset } = document.body;
  dataset['slide'] = slide?.dataset['stageSlide'] ?? '';
  dataset['step'] = String(state.step);
  if (exercise === undefined) delete dataset['exercise'];
  else dataset['exercise'] = exercise;
  if (state.black) dataset['black'] = '';
  else delete dataset['black'];
  showExercise(exercise);
  if (addressOf(state) !== location.hash) history.replaceState(null, '', addressOf(state));
}

/** A window of its own, to be moved to the other screen; the same one when it is there already. */
function openSpeaker(): void {
  open(siteHref('/present/speaker/'), 'speaker', 'popup,width=1280,height=800');
}

function toggleFullScreen(): void {
  // Refused where the page may not: the browser's own key remains.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}
