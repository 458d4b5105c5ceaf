/** What a program is given, as types: a small file of the site, fetched when somebody wants to read it or completes a name. */
import type { PartName } from '../../../demo-server/protocol.ts';
import { siteHref } from '../../components/course/site-href.ts';

const fetched = new Map<PartName, Promise<string>>();

export const givenPath = (part: PartName): string => siteHref(`/given/${part}.txt`);

/** Rejects where it cannot be had; the next call tries again. */
export function givenOf(part: PartName): Promise<string> {
  const known = fetched.get(part);
  if (known) return known;
  const fetching = fetchText(givenPath(part));
  fetched.set(part, fetching);
  fetching.catch(() => fetched.delete(part));
  return fetching;
}

async function fetchText(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return response.text();
}
