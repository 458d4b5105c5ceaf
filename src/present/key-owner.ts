/**
 * Whose key it is. A field, an editor or the timeline keeps the keys that it needs, and Space and Enter press the button
 * that has the focus; Escape gives the focus back to the talk.
 */
export function belongsToFocus(event: KeyboardEvent): boolean {
  const inside = event.composedPath().filter((node) => node instanceof Element);
  if (inside.some((node) => node.matches('dialog'))) return true;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    return inside.some((node) => node.matches('.exercise-card'));
  if (inside.some((node) => node.matches('trace-timeline, .cm-editor, input, select, textarea'))) {
    if (event.key === 'Escape' && !event.defaultPrevented) releaseFocus();
    return true;
  }
  return (
    (event.key === ' ' || event.key === 'Enter') && inside.some((node) => node.matches('button, a, summary'))
  );
}

function releaseFocus(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
