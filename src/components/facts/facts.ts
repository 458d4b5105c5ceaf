/** Looks up the claims of `content/facts.yaml` and the places where chapters cite them. Unknown ids fail the build. */
import { type CollectionEntry, getCollection, getEntry } from 'astro:content';

export interface Fact {
  readonly id: string;
  readonly claim: string;
  readonly source: string;
  /** The part of the address a reader recognises. */
  readonly site: string;
  /** Day, as `2026-11-22`. */
  readonly checked: string;
}

export async function factById(id: string, citedIn: string): Promise<Fact> {
  const entry = await getEntry('facts', id);
  if (entry) return toFact(entry);
  const known = (await getCollection('facts')).map((fact) => fact.id);
  const near = known.filter((other) => other.startsWith(id.split('-')[0] ?? id)).join(', ');
  throw new Error(
    `${citedIn} cites <Fact id="${id}" />, but content/facts.yaml has no fact with this id. ` +
      `Add the fact there, or cite one of: ${near || known.join(', ')}.`,
  );
}

const CITATION = /<Fact\s+id="([^"]+)"/g;

/** The facts a chapter cites, in the order of their first citation. */
export async function factsCitedBy(chapterId: string): Promise<readonly Fact[]> {
  const chapter = await getEntry('chapters', chapterId);
  const citedIn = `content/chapters/${chapterId}.mdx`;
  if (!chapter) throw new Error(`<ChapterSources chapter="${chapterId}" />: there is no ${citedIn}.`);
  const ids = new Set([...(chapter.body ?? '').matchAll(CITATION)].map((match) => match[1] ?? ''));
  return Promise.all([...ids].map((id) => factById(id, citedIn)));
}

function toFact({ id, data }: CollectionEntry<'facts'>): Fact {
  return {
    id,
    claim: data.claim,
    source: data.source,
    site: new URL(data.source).hostname.replace(/^www\./, ''),
    checked: data.checked.toISOString().slice(0, 10),
  };
}
