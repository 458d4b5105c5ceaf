/** The deck as a list, read off the page: every slide, exercise and title, in order, with what a list of them says. */
export interface DeckEntry {
  readonly id: string;
  /** `recap`; the opening is a part of its own. */
  readonly part: string;
  readonly title: string;
  /** `3` for a slide, `Exercise 2.1`, or nothing for a title. */
  readonly kind: string;
}

/** `content`: the section itself, or what is kept of it in a template. */
export function deckEntry(id: string, exercise: string | undefined, content: ParentNode): DeckEntry {
  const textOf = (selector: string) => content.querySelector(selector)?.textContent?.trim() ?? '';
  const part = exercise?.split('/')[0] ?? id.slice(0, id.lastIndexOf('-'));
  const number = /-([1-9]\d*)$/.exec(id)?.[1] ?? '';
  return { id, part, title: textOf('.headline'), kind: exercise === undefined ? number : textOf('.kicker') };
}

export function wallEntries(root: HTMLElement): readonly DeckEntry[] {
  return [...root.querySelectorAll<HTMLElement>('.slides > section')].map((section) =>
    deckEntry(section.id, section.dataset['stageExercise'], section),
  );
}

export const partName = (part: string): string =>
  part === 'talk' ? 'Opening' : part.charAt(0).toUpperCase() + part.slice(1);
