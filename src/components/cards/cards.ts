/** Which picture stands for a page where it is linked: every page of the course has its own, all others the first page's. */
import { courseChapters, courseGuides } from '../course/outline.ts';
import { siteHref } from '../course/site-href.ts';
import { cardName, HOME_CARD } from './card-name.ts';

export interface CardText {
  /** The file, without `.png`. */
  readonly name: string;
  readonly kicker: string;
  readonly title: string;
  readonly lead: string;
  /** Whose trace is drawn on it; see `loadRecording`. */
  readonly chapter?: string;
}

export async function cards(): Promise<readonly CardText[]> {
  const chapters = await courseChapters();
  const guides = await courseGuides();
  return [
    {
      name: HOME_CARD,
      kicker: 'An interactive workshop',
      title: 'Telemetry-Driven Development',
      lead: 'Press Run. A real system answers, and its telemetry decides whether you solved the exercise.',
    },
    ...chapters.map(({ id, order, name, title, lead, href }) => ({
      name: cardName(href),
      kicker: `${order} · ${name}`,
      title,
      lead,
      chapter: id,
    })),
    ...guides.map(({ title, lead, href }) => ({ name: cardName(href), kicker: 'guide', title, lead })),
  ];
}

/** The address of a page's picture, below the base path. */
export async function cardHref(pathname: string): Promise<string> {
  const own = cardName(pathname);
  const known = (await cards()).some(({ name }) => name === own);
  return siteHref(`/cards/${known ? own : HOME_CARD}.png`);
}
