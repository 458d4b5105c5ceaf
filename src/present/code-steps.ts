/**
 * Shows one step of a piece of code; words that stand in the step before as well move to their new place, the others
 * appear. The steps lie on top of one another; how many of the block's own fragments are visible says which is seen.
 */
const MOVE_MS = 450;

export function showCodeStep(block: HTMLElement, isAnimated: boolean): void {
  const steps = [...block.querySelectorAll<HTMLElement>('.code-step')];
  const shown = block.querySelectorAll('.fragment.visible').length;
  const before = steps.find(({ classList }) => classList.contains('is-shown'));
  const after = steps[Math.min(shown, steps.length - 1)];
  if (after === undefined || after === before) return;
  const places = new Map(wordsOf(before).map((word) => [word.dataset['key'], word.getBoundingClientRect()]));
  before?.classList.remove('is-shown');
  after.classList.add('is-shown');
  if (!isAnimated || before === undefined) return;
  // All places are read before the first word moves.
  const moves = wordsOf(after).map((word) => ({
    word,
    from: places.get(word.dataset['key']),
    to: word.getBoundingClientRect(),
  }));
  for (const { word, from, to } of moves) {
    if (from === undefined) {
      word.animate({ opacity: [0, 0, 1] }, { duration: MOVE_MS, easing: 'ease-out' });
    } else if (from.left !== to.left || from.top !== to.top) {
      const start = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
      word.animate({ transform: [start, 'none'] }, { duration: MOVE_MS, easing: 'ease-in-out' });
    }
  }
}

const wordsOf = (step: HTMLElement | undefined) => [
  ...(step?.querySelectorAll<HTMLElement>('[data-key]') ?? []),
];
