/** A place in the deck as the end of an address: `#/recap-2`, and with steps shown, `#/recap-2/1`. */
import { type DeckPlace, type DeckSection, placeIn } from './deck-state.ts';

export const addressOf = ({ section, step }: DeckPlace): string =>
  step > 0 ? `#/${section}/${step}` : `#/${section}`;

/** Undefined for an address that names no place of this deck. */
export function placeOf(hash: string, outline: readonly DeckSection[]): DeckPlace | undefined {
  const [, section, step = '0'] = /^#\/?([a-z0-9-]+)(?:\/(\d{1,3}))?$/.exec(hash) ?? [];
  return section === undefined ? undefined : placeIn(outline, { section, step: Number(step) });
}
