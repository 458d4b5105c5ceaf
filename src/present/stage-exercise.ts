/** The exercise on show: run by a key, scrolled by keys, and its timeline brought into view while it runs. */
import { fetchCardsWhenIdle, wakeCard } from './stage-cards.ts';

/** What one reader's page counts in: 1 rem. */
const READER_PX = 16;

const exerciseOnShow = () => document.querySelector<HTMLElement>('.stage-exercise:not([hidden])');

/** Where the exercise that the talk has come to stands. */
let place: HTMLElement | undefined;

const places = () => document.querySelectorAll<HTMLElement>('.stage-exercise');

/** One card is shown at a time, or none. Until it is there, the sheet below it says which exercise this is. */
export function showExercise(id: string | undefined): void {
  place = [...places()].find(({ dataset }) => id !== undefined && dataset['for'] === id);
  for (const other of places()) if (other !== place) other.hidden = true;
  if (place?.hidden) void cardOnShow();
}

/** Tried again with each call, and when the network is back. */
async function cardOnShow(): Promise<Element | undefined> {
  const asked = place;
  if (!asked || !(await wakeCard(asked)) || asked !== place) return undefined;
  asked.hidden = false;
  return asked.querySelector('.exercise-card') ?? undefined;
}

/** So that none is missing later, and one that could not be had comes by itself. */
export function keepCardsComing(): void {
  fetchCardsWhenIdle(places());
  addEventListener('online', () => void cardOnShow());
}

export function scrollExercise(direction: 'down' | 'up'): void {
  const shown = exerciseOnShow();
  shown?.scrollBy({ top: (direction === 'down' ? 0.4 : -0.4) * shown.clientHeight });
}

/** As the card has it: Ctrl Enter anywhere inside. A press while the card is on its way is not lost. */
export async function runExercise(): Promise<void> {
  const card = await cardOnShow();
  card?.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }),
  );
}

/** Timelines count in pixels for one reader: on the wall they are as much larger as the words are. */
export function sizeTimelines(): void {
  // A browser without it would draw large, and take pointers for elsewhere.
  if (!('currentCSSZoom' in Element.prototype)) return;
  const size = () => {
    const zoom = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / READER_PX;
    document.body.style.setProperty('--stage-zoom', String(Math.max(1, zoom)));
  };
  size();
  addEventListener('resize', size);
}

/** What grows is what the room looks at, and it is below the fold of most cards. */
export function followRuns(): void {
  const watch = new MutationObserver((changes) => {
    for (const { target } of changes)
      if (target instanceof HTMLElement && target.dataset['state'] === 'running')
        target.querySelector('.timeline-pane')?.scrollIntoView({ block: 'start' });
  });
  for (const card of places())
    watch.observe(card, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
}
