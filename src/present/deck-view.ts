/**
 * The sections of the page as slides. reveal.js moves between them, by touch too, and draws how far the talk is; keys,
 * address, overview and steps are the talk's own, for they act on the state that all windows share. Size and look are
 * ours as well (`deck.css`), so that timelines and editors are drawn at their true size and stay sharp.
 */
import Reveal from 'reveal.js';
import { showCodeStep } from './code-steps.ts';
import type { DeckPlace, DeckSection } from './deck-state.ts';
import { slideTeller } from './spoken-slide.ts';

export interface DeckView {
  show(place: DeckPlace): void;
}

/** Every slide, exercise and title of the page, in the order of the talk. */
export function outlineOf(root: HTMLElement): readonly DeckSection[] {
  return [...root.querySelectorAll<HTMLElement>('.slides > section')].map(({ id, dataset }) => ({
    id,
    steps: Number(dataset['steps'] ?? 0),
  }));
}

/** `onMoved` hears of what the reader did to the slides themselves: a swipe, or a click on the line below. */
export async function createDeckView(
  root: HTMLElement,
  outline: readonly DeckSection[],
  onMoved: (place: DeckPlace) => void,
): Promise<DeckView> {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const reveal = new Reveal(root, {
    width: '100%',
    height: '100%',
    margin: 0,
    disableLayout: true,
    center: false,
    // Written into each slide: the sheet stands in the middle of it.
    display: 'grid',
    hash: false,
    respondToHashChanges: false,
    keyboard: false,
    overview: false,
    jumpToSlide: false,
    pause: false,
    controls: false,
    progress: true,
    transition: calm ? 'none' : 'fade',
    transitionSpeed: 'fast',
    backgroundTransition: 'none',
    viewDistance: 1,
    // On a narrow screen it would become a page that scrolls, with a place of its own.
    scrollActivationWidth: 0,
  });
  await reveal.initialize();
  // An application would take the reading keys away from screen readers; these are pages of text.
  root.removeAttribute('role');
  root.querySelector('.aria-status')?.remove();
  const status = root.querySelector<HTMLElement>('[data-spoken]');
  const tellSlide = status && slideTeller(status);

  let isShowing = false;
  const tellMove = () => {
    const { h, f } = reveal.getIndices();
    const section = outline[h];
    if (!isShowing && section) onMoved({ section: section.id, step: (f ?? -1) + 1 });
  };
  reveal.on('slidechanged', tellMove);
  reveal.on('fragmentshown', tellMove);
  reveal.on('fragmenthidden', tellMove);

  return {
    show({ section, step }) {
      isShowing = true;
      reveal.slide(
        outline.findIndex(({ id }) => id === section),
        0,
        step - 1,
      );
      isShowing = false;
      for (const steps of reveal.getCurrentSlide().querySelectorAll<HTMLElement>('[data-code-steps]'))
        showCodeStep(steps, !calm);
      tellSlide?.(reveal.getCurrentSlide(), step);
    },
  };
}
