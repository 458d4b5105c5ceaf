/** The exercise on show: run by a key, scrolled by keys, and its timeline brought into view while it runs. */
/** What one reader's page counts in: 1 rem. */
const READER_PX = 16;

const exerciseOnShow = () => document.querySelector<HTMLElement>('.stage-exercise:not([hidden])');

/** One card is shown at a time, or none. */
export function showExercise(id: string | undefined): void {
  for (const place of document.querySelectorAll<HTMLElement>('.stage-exercise'))
    place.hidden = place.dataset['for'] !== id;
}

export function scrollExercise(direction: 'down' | 'up'): void {
  const shown = exerciseOnShow();
  shown?.scrollBy({ top: (direction === 'down' ? 0.4 : -0.4) * shown.clientHeight });
}

/** As the card has it: Ctrl Enter anywhere inside. */
export function runExercise(): void {
  const card = exerciseOnShow()?.querySelector('.exercise-card');
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
  for (const place of document.querySelectorAll('.stage-exercise'))
    watch.observe(place, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
}
