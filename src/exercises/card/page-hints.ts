/** Hints from the files of this site, see `pages/hints`. */
import { siteHref } from '../../components/course/site-href.ts';
import type { HintTexts } from '../definition/exercise.ts';

/** Rejects where the site cannot be reached or has no hints for the exercise. */
export async function fetchPageHints(exerciseId: string): Promise<HintTexts> {
  const [chapter = ''] = exerciseId.split('/');
  const response = await fetch(siteHref(`/hints/${chapter}.json`));
  if (!response.ok) throw new Error(`The hints answered ${response.status}.`);
  const ofChapter = (await response.json()) as Readonly<Record<string, HintTexts>>;
  const hints = ofChapter[exerciseId];
  if (!hints) throw new Error(`There are no hints for ${exerciseId}.`);
  return hints;
}
