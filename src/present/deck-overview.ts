/**
 * All slides at once, a row for each chapter. The slides are the very same, laid out by `deck.css`; here is what moves
 * the mark and what opens a slide.
 */
import type { DeckCommand } from './deck-keys.ts';

export interface DeckOverview {
  toggle(): void;
  /** True for what means something else while it is open; it is done then. */
  takes(key: string, command: DeckCommand | undefined): boolean;
  /** The marked slide stays in view. */
  follow(): void;
}

export function overviewOf(root: HTMLElement, go: (section: string) => void): DeckOverview {
  const { dataset } = document.body;
  const sections = [...root.querySelectorAll<HTMLElement>('.slides > section')];
  const isOpen = () => dataset['overview'] !== undefined;
  const marked = () => sections.find(({ classList }) => classList.contains('present'));

  function toggle(): void {
    if (isOpen()) delete dataset['overview'];
    else dataset['overview'] = '';
    follow();
  }
  function follow(): void {
    // What is not on show is not to be found either: other slides, and the drawing of an exercise behind its card.
    const isRead = (section: HTMLElement) =>
      isOpen() || (section === marked() && section.dataset['stageExercise'] === undefined);
    for (const section of sections) section.inert = !isRead(section);
    if (isOpen()) marked()?.scrollIntoView({ block: 'nearest' });
    else root.scrollTop = 0;
  }

  /** Slides are steps here: what appears on them is on show already. At the end of all there is none but itself. */
  function neighbour(from: HTMLElement, command: DeckCommand | undefined): HTMLElement | undefined {
    const at = sections.indexOf(from);
    switch (command) {
      case 'next':
        return sections[at + 1] ?? from;
      case 'previous':
        return sections[at - 1] ?? from;
      case 'down':
        return inNextRow(from, sections, 1) ?? from;
      case 'up':
        return inNextRow(from, sections, -1) ?? from;
      default:
        return undefined;
    }
  }

  root.addEventListener('click', (event) => {
    if (!isOpen() || !(event.target instanceof Element)) return;
    const section = event.target.closest<HTMLElement>('.slides > section');
    if (!section) return;
    toggle();
    go(section.id);
  });

  return {
    toggle,
    follow,
    takes(key, command) {
      const from = marked();
      if (!isOpen() || from === undefined) return false;
      if (key === 'Enter') {
        toggle();
        return true;
      }
      const to = neighbour(from, command);
      if (to !== undefined) go(to.id);
      return to !== undefined;
    },
  };
}

/** The slide in the row below (or above) that is nearest sideways. */
function inNextRow(
  from: HTMLElement,
  sections: readonly HTMLElement[],
  direction: number,
): HTMLElement | undefined {
  const at = from.getBoundingClientRect();
  const places = sections.map((section) => ({ section, ...pick(section.getBoundingClientRect()) }));
  const beyond = places.filter(({ top }) => (top - at.top) * direction > at.height / 2);
  const rowTop = beyond.reduce<number | undefined>(
    (best, { top }) => (best === undefined || Math.abs(top - at.top) < Math.abs(best - at.top) ? top : best),
    undefined,
  );
  return beyond
    .filter(({ top }) => top === rowTop)
    .reduce<{ section: HTMLElement; left: number } | undefined>(
      (best, place) =>
        best === undefined || Math.abs(place.left - at.left) < Math.abs(best.left - at.left) ? place : best,
      undefined,
    )?.section;
}

const pick = ({ top, left }: DOMRect) => ({ top, left });
