/** The exercise on show: run by a key, scrolled by keys, and its timeline brought into view while it runs. */
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
