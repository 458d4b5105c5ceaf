/**
 * The speaker's view. It holds the same state as the deck (`deck-state.ts`) and draws it as stills, notes and times; it
 * opens no stream and runs no exercise. What only the deck knows (which server, how a run stands) the deck tells.
 */
import { commandOf, type DeckCommand } from '../deck-keys.ts';
import type { StageReport } from '../deck-message.ts';
import { type DeckState, placeAfter, type StageServer } from '../deck-state.ts';
import { belongsToFocus } from '../key-owner.ts';
import { pageDeck } from '../page-deck.ts';
import { say } from '../say.ts';
import type { SharedDeck } from '../shared-deck.ts';
import { startIndex } from '../stage-dialogs.ts';
import { talkCommands } from '../talk-commands.ts';
import { keepScreenOn } from '../wake-lock.ts';
import { keepSettings, keptSettings } from './kept.ts';
import { type SpeakerSection, skippedBy, speakerSections } from './speaker-sections.ts';
import { showNotes, showStill } from './stills.ts';
import { startTimes } from './talk-times.ts';

/** The talk that is led from here, for whoever has another line to it, such as a room. */
export function startSpeaker(): SharedDeck | undefined {
  const root = document.querySelector<HTMLElement>('[data-speaker]');
  const kept = document.querySelector('[data-sections]');
  if (root === null || kept === null) return undefined;
  const sections = speakerSections(kept);
  const talk = pageDeck('speaker', sections, undefined);
  const go = (section: string) => talk.act({ type: 'go', section, step: 0 });
  const index = startIndex(sections, go);
  const times = startTimes(root, sections, talk);
  const toggleClock = () =>
    talk.act({ type: talk.state().clock.countingSinceMs === undefined ? 'start-clock' : 'stop-clock' });

  const obey: Readonly<Partial<Record<DeckCommand | SpeakerCommand, () => void>>> = {
    ...talkCommands(talk),
    clock: toggleClock,
    times: times.openDialog,
    smaller: () => sizeNotes(root, 1 / 1.1),
    larger: () => sizeNotes(root, 1.1),
  };
  sizeNotes(root, 1);
  talk.act({ type: 'skip', sections: skippedBy(keptSettings().exercises, sections) });
  let before = talk.state();
  talk.subscribe((state) => {
    draw(root, sections, state);
    index.mark(state.section);
    const leavesTitle = before.section === sections[0]?.id && state.section !== before.section;
    before = state;
    if (leavesTitle && state.clock.startedAtMs === undefined) talk.act({ type: 'start-clock' });
  });
  talk.subscribeReports((report) => drawWall(root, report));

  root.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-do]') : null;
    obey[button?.dataset['do'] as SpeakerCommand]?.();
  });
  const server = root.querySelector<HTMLSelectElement>('[data-server]');
  server?.addEventListener('change', () => {
    talk.act({ type: 'use-server', server: server.value as StageServer });
    server.blur();
  });
  addEventListener('keydown', (event) => {
    const command = belongsToFocus(event) ? undefined : commandOf(event);
    const action = command && obey[command];
    if (!action) return;
    event.preventDefault();
    action();
  });
  keepScreenOn();
  return talk;
}

type SpeakerCommand = 'clock' | 'times' | 'smaller' | 'larger';

function draw(root: HTMLElement, sections: readonly SpeakerSection[], state: DeckState): void {
  const find = (id: string) => sections.find((section) => section.id === id);
  const one = <E extends HTMLElement>(selector: string) => root.querySelector<E>(selector);
  const current = find(state.section);
  const place = placeAfter(state, 'next', sections);
  const isEnd = place.section === state.section && place.step === state.step;
  const next = isEnd ? undefined : find(place.section);
  const frames = { current: one('[data-still="current"]'), next: one('[data-still="next"]') };
  if (frames.current) showStill(frames.current, current, state.step);
  if (frames.next) showStill(frames.next, next, place.step);
  const notes = one('[data-notes]');
  if (notes) showNotes(notes, current);
  say(one('[data-current-name]'), current ? nameOf(current) : '');
  say(
    one('[data-current-step]'),
    current && current.steps > 0 ? `step ${state.step} of ${current.steps} ·` : '',
  );
  say(one('[data-next-name]'), next ? nameOf(next) : 'the end');
  root.dataset['section'] = state.section;
  root.dataset['step'] = String(state.step);
  root.toggleAttribute('data-black', state.black);
  one('[data-do="black"]')?.setAttribute('aria-pressed', String(state.black));
  const server = one<HTMLSelectElement>('[data-server]');
  if (server) server.value = state.server;
}

const nameOf = ({ kind, title, part, exercise }: SpeakerSection): string =>
  exercise !== undefined ? `${kind}: ${title}` : kind === '' ? title : `${part} / ${kind}  ${title}`;

function drawWall(root: HTMLElement, report: StageReport | undefined): void {
  const place = root.querySelector<HTMLElement>('[data-wall]');
  if (!place) return;
  const exercise = report?.exercise && `, exercise ${report.exercise.state}`;
  place.dataset['shape'] = report?.shape ?? 'empty';
  say(
    place.querySelector('[data-part="words"]'),
    report ? `Deck: ${report.server}${exercise ?? ''}` : 'No deck is open',
  );
  const link = root.querySelector<HTMLElement>('[data-open-deck]');
  if (link) link.hidden = report !== undefined;
}

function sizeNotes(root: HTMLElement, factor: number): void {
  const settings = keptSettings();
  const notesRem = Math.min(3, Math.max(0.75, settings.notesRem * factor));
  root.style.setProperty('--notes', `${notesRem}rem`);
  if (factor !== 1) keepSettings({ ...settings, notesRem });
}
