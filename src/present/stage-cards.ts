/**
 * The cards of the wall. The deck's page has a place for each, and nothing in it: all cards together were two thirds of
 * what a talk had to wait for. A card comes when it is first shown; what that needs is fetched as soon as the page is idle,
 * so that a network that goes away in the middle of a talk takes none of them along.
 */
import { siteHref } from '../components/course/site-href.ts';
import { type CardFile, chapterOf } from '../exercises/card/card-file.ts';

type Cards = Readonly<Record<string, CardFile>>;

const chapters = new Map<string, Promise<Cards>>();
const awake = new Map<HTMLElement, Promise<boolean>>();
const AT_LATEST_MS = 4_000;

/** Whether the card is in its place; asked again, it tries again. */
export function wakeCard(place: HTMLElement): Promise<boolean> {
  const known = awake.get(place);
  if (known) return known;
  const id = place.dataset['for'] ?? '';
  const waking = Promise.all([cardsOf(chapterOf(id)), import('./mount-card.tsx')]).then(
    async ([cards, { mountCard }]) => {
      const card = cards[id];
      if (!card) throw new Error(`There is no card for ${id}.`);
      await mountCard(place, card);
      return true;
    },
  );
  const woken = waking.catch(() => {
    awake.delete(place);
    return false;
  });
  awake.set(place, woken);
  return woken;
}

/** What is not there now is fetched when it is shown. */
export function fetchCardsWhenIdle(places: Iterable<HTMLElement>): void {
  const fetchAll = () => {
    import('./mount-card.tsx').catch(() => undefined);
    for (const { dataset } of places) cardsOf(chapterOf(dataset['for'] ?? '')).catch(() => undefined);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(fetchAll, { timeout: AT_LATEST_MS });
  else setTimeout(fetchAll, 0);
}

function cardsOf(chapter: string): Promise<Cards> {
  const known = chapters.get(chapter);
  if (known) return known;
  const fetching = fetch(siteHref(`/present/exercises/${chapter}.json`)).then(async (response) => {
    if (!response.ok) throw new Error(`The exercises of ${chapter} answered ${response.status}.`);
    return (await response.json()) as Cards;
  });
  chapters.set(chapter, fetching);
  fetching.catch(() => chapters.delete(chapter));
  return fetching;
}
