/**
 * A link to the place on show. With the attribute `link-to` it leads to a page that fetches traces by id
 * (`/explore/?trace=...&span=...#...`), otherwise to this page, which can follow it while it has the trace.
 */

import { newElement } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import type { TimelinePlace } from '../../place/place.ts';
import { placeText } from '../../place/place-link.ts';
import type { OpenTool } from '../trace-tool.ts';

export function linkTo(place: TimelinePlace, page: string, linkPage: string | null): string {
  const url = new URL(linkPage ?? page, page);
  url.hash = placeText(place);
  if (linkPage === null) return url.href;
  if (place.traceId !== undefined) url.searchParams.set('trace', place.traceId);
  if (place.spanId !== undefined) url.searchParams.set('span', place.spanId);
  return url.href;
}

export const openCopyLink: OpenTool = (slot) => {
  const linkPage = slot.timeline.getAttribute('link-to');
  const link = linkTo(slot.timeline.place, location.href, linkPage);
  const kept =
    linkPage === null
      ? 'It works here, as long as the page has this trace: a run is not kept for ever.'
      : 'It works as long as the trace is kept.';
  const field = newElement('input', {
    type: 'text',
    readonly: '',
    'aria-label': 'Link to this place',
    value: link,
  });
  const words = newElement('p', { role: 'status' }, 'Copying …');
  slot.holder.append(newStyle(STYLE), field, words);
  copy(link).then(
    () => {
      slot.close();
      slot.say(`Link copied. ${kept}`);
    },
    () => {
      // No permission, or no secure context.
      words.textContent = `The browser does not let pages copy here: copy it from the field. ${kept}`;
      field.focus();
      field.select();
    },
  );
  return { dispose() {} };
};

/** Where a context is not secure there is no clipboard at all. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

const STYLE = `
.tool input[readonly]{width:100%;height:28px;padding:0 9px;font:400 12.5px var(--tt-mono);color:var(--tt-ink);background:var(--tt-ground);border:1px solid var(--tt-line);border-radius:6px}
.tool p{font-size:12.5px;color:var(--tt-ink-soft)}
`;
