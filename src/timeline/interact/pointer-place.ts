/**
 * Where a pointer is on an element. A page may zoom it (CSS `zoom`, as on a wall): a pointer then counts in pixels of the
 * page, and everything drawn in those of the element.
 */
export const zoomOf = (element: Element): number => element.currentCSSZoom || 1;

export function placeOn(
  element: Element,
  { clientX, clientY }: MouseEvent,
): { readonly xPx: number; readonly yPx: number } {
  const { left, top } = element.getBoundingClientRect();
  const zoom = zoomOf(element);
  return { xPx: (clientX - left) / zoom, yPx: (clientY - top) / zoom };
}
