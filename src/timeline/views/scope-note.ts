/**
 * What a view of the whole says while the reader looks at a part of it: a flame graph, a table and a map count calls, and half
 * a call is none. Hidden when there is nothing to tell.
 */
import { newElement, setText } from '../dom/new-element.ts';
import type { ViewContext } from './trace-view.ts';

type Scope = Pick<ViewContext, 'window' | 'bounds' | 'asOfNs'>;
/** Less than this of the whole is rounding. */
const SHARE = 1e-6;

export class ScopeNote {
  readonly element = newElement('p', {
    role: 'note',
    style: 'padding:8px 12px 0;color:var(--tt-log);font-size:12.5px',
    hidden: '',
  });

  present(scope: Scope): void {
    const words = scopeWords(scope);
    this.element.hidden = words === '';
    setText(this.element, words);
  }
}

export function scopeWords({ window, bounds, asOfNs }: Scope): string {
  if (asOfNs !== undefined) return 'This is the whole trace, whatever the replay shows.';
  const slackNs = (bounds.endNs - bounds.startNs) * SHARE;
  const isPart = window.startNs > bounds.startNs + slackNs || window.endNs < bounds.endNs - slackNs;
  return isPart ? 'This is the whole trace, not only what is marked above.' : '';
}
