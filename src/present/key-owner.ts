/**
 * Whose key it is. A field, an editor or the timeline keeps the keys that it needs, a box to tick those that tick it, and
 * Space and Enter press the button that has the focus; Escape gives the focus back to the talk.
 */
const TYPED_INTO =
  'trace-timeline, .cm-editor, select, textarea, input:not([type="checkbox"], [type="radio"])';

export function belongsToFocus(event: KeyboardEvent): boolean {
  const inside = event.composedPath().filter((node) => node instanceof Element);
  if (inside.some((node) => node.matches('dialog'))) return true;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    return inside.some((node) => node.matches('.exercise-card'));
  const isIn = (selector: string) => inside.some((node) => node.matches(selector));
  if (event.key === 'Escape' && isIn(`${TYPED_INTO}, input`)) {
    if (!event.defaultPrevented) releaseFocus();
    return true;
  }
  if (isIn(TYPED_INTO)) return true;
  // After a mouse ticked a box, a pointer for slides must still turn them.
  if (isIn('input[type="radio"]') && event.key.startsWith('Arrow')) return true;
  return (event.key === ' ' || event.key === 'Enter') && isIn('button, a, summary, input');
}

function releaseFocus(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
