/** The words of the course. An unknown id fails the build and names the page that asked. */
import { getCollection, getEntry } from 'astro:content';
import { siteHref } from './site-href.ts';

export interface Term {
  readonly id: string;
  readonly term: string;
  readonly says: string;
  readonly spec?: string;
  /** Its place on the glossary page. */
  readonly href: string;
}

export async function glossaryTerms(): Promise<readonly Term[]> {
  const entries = await getCollection('glossary');
  return entries
    .map((entry) => toTerm(entry.data))
    .sort((a, b) => a.term.localeCompare(b.term, 'en', { sensitivity: 'base' }));
}

export async function termById(id: string, citedIn: string): Promise<Term> {
  const entry = await getEntry('glossary', id);
  if (entry) return toTerm(entry.data);
  throw new Error(
    `${citedIn} explains the term "${id}", which is not in content/glossary.yaml. Add it there.`,
  );
}

function toTerm({
  id,
  term,
  says,
  spec,
}: Awaited<ReturnType<typeof getCollection<'glossary'>>>[number]['data']): Term {
  return { id, term, says, href: siteHref(`/glossary/#${id}`), ...(spec ? { spec } : {}) };
}
