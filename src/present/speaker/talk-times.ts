/** The clock of the speaker's view, the plan, and the rehearsals that were kept. */
import { saveJsonFile } from '../../storage/save-file.ts';
import type { SharedDeck } from '../shared-deck.ts';
import { keepRehearsals, keepSettings, keptRehearsals, keptSettings } from './kept.ts';
import { readRehearsals, rehearsalOf, withRehearsal, writeRehearsals } from './rehearsals.ts';
import { type ShownExercises, type SpeakerSection, skippedBy } from './speaker-sections.ts';
import { planTalk } from './talk-plan.ts';
import { buildParts, drawTimes, drawTimesTable, type TalkTimes } from './times-view.ts';

const TICK_MS = 500;
const MINUTE_MS = 60_000;

export function startTimes(
  root: HTMLElement,
  sections: readonly SpeakerSection[],
  talk: SharedDeck,
): { openDialog(): void } {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-dialog="times"]');
  const nav = root.querySelector<HTMLElement>('[data-parts]');
  let rehearsals = readRehearsals(keptRehearsals());

  function timesNow(): TalkTimes {
    const state = talk.state();
    const plannedMs = keptSettings().minutes * MINUTE_MS;
    const planned = planTalk(sections, plannedMs, state.skipped);
    return { state, nowMs: Date.now(), plannedMs, planned, last: rehearsals[0] };
  }
  function drawDialog(note = ''): void {
    const table = dialog?.querySelector('table');
    if (table) drawTimesTable(table, sections, timesNow(), rehearsals);
    const words =
      rehearsals.length === 0 ? 'No rehearsal is kept yet.' : `${rehearsals.length} kept in this browser.`;
    const place = dialog?.querySelector('[data-times-note]');
    if (place) place.textContent = note || words;
  }
  function draw(): void {
    drawTimes(sections, timesNow());
    const { startedAtMs, countingSinceMs } = talk.state().clock;
    const button = root.querySelector('[data-do="clock"]');
    const words =
      startedAtMs === undefined
        ? 'Start the clock'
        : countingSinceMs === undefined
          ? 'Let it run'
          : 'Stop the clock';
    if (button && button.textContent !== words) button.textContent = words;
  }

  /** The clock goes back to nothing; the times stay, so that a slip of the hand costs nothing. */
  function end(): void {
    const { nowMs, plannedMs } = timesNow();
    const rehearsal = rehearsalOf(talk.state(), nowMs, plannedMs);
    if (rehearsal) keep(withRehearsal(rehearsals, rehearsal));
    talk.act({ type: 'reset-clock' });
    drawDialog(
      rehearsal ? 'Kept. The clock is back at nothing.' : 'Too short to keep. The clock is back at nothing.',
    );
  }
  function keep(next: typeof rehearsals): void {
    rehearsals = next;
    keepRehearsals(writeRehearsals(rehearsals));
  }
  const commands: Readonly<Record<string, () => void>> = {
    end,
    export: () => saveJsonFile('rehearsals.json', writeRehearsals(rehearsals)),
    forget: () => {
      keep([]);
      drawDialog();
    },
  };

  dialog?.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-do]') : null;
    commands[button?.dataset['do'] ?? '']?.();
  });
  dialog?.addEventListener('change', ({ target }) => {
    let note = '';
    if (target instanceof HTMLInputElement) {
      if (target.validity.valid && target.value !== '')
        keepSettings({ ...keptSettings(), minutes: target.valueAsNumber });
      else note = `The plan stays as it was: a talk takes ${target.min} to ${target.max} whole minutes.`;
    }
    if (target instanceof HTMLSelectElement) {
      const exercises = target.value as ShownExercises;
      keepSettings({ ...keptSettings(), exercises });
      talk.act({ type: 'skip', sections: skippedBy(exercises, sections) });
    }
    draw();
    drawDialog(note);
  });
  if (nav) buildParts(nav, sections, (section) => talk.act({ type: 'go', section, step: 0 }));
  talk.subscribe(draw);
  setInterval(draw, TICK_MS);

  return {
    openDialog() {
      if (!dialog || dialog.open) return;
      const { minutes, exercises } = keptSettings();
      const [field, choice] = [dialog.querySelector('input'), dialog.querySelector('select')];
      if (field) field.value = String(minutes);
      if (choice) choice.value = exercises;
      drawDialog();
      dialog.showModal();
    },
  };
}
