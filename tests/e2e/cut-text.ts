/**
 * Text that cannot be read because something hides it: it stands outside of an ancestor that clips and does not scroll.
 * To be evaluated in a page. What scrolls sideways is listed, too, unless it is code, a table, a drawing or a timeline.
 */
export function cutText(): readonly string[] {
  const MAY_SCROLL = 'pre, .cm-scroller, .diagram-scroll, .signal-table, .influences, .grid, .scrolled';
  /** The editor measures its line numbers when it is drawn, and a cell of a list is whole where its row leads to. */
  const NOT_READ = 'svg, .sr-only, .cm-gutters, [role=grid] [role=gridcell]';
  /** Rounding, and the overhang of letters. */
  const SLACK_PX = 3;
  const found = new Set<string>();
  const nameOf = (element: Element) =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;

  for (const element of document.body.querySelectorAll('*')) {
    const hasText = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
    );
    if (!hasText || element.closest(NOT_READ) !== null) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const lines = [...range.getClientRects()].filter(({ width }) => width > 1);
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      // A box of a pixel is for screen readers alone.
      if (box.width <= 1 || box.height <= 1) break;
      const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
      const isCut = lines.some(
        ({ left, right, top, bottom }) =>
          (clips(overflowX) && (left < box.left - SLACK_PX || right > box.right + SLACK_PX)) ||
          (clips(overflowY) && (top < box.top - SLACK_PX || bottom > box.bottom + SLACK_PX)),
      );
      if (isCut) found.add(`"${element.textContent?.trim().slice(0, 40)}" is cut by ${nameOf(around)}`);
      if (isCut || position === 'fixed') break;
      const scrolls = overflowX === 'auto' || overflowX === 'scroll';
      if (scrolls && around.scrollWidth > around.clientWidth + 1) {
        if (!around.matches(MAY_SCROLL)) found.add(`${nameOf(around)} scrolls sideways`);
        break;
      }
      if (overflowY === 'auto' || overflowY === 'scroll') break;
    }
  }
  return [...found];
}

/** What WCAG 1.4.12 asks a page to bear. */
export function spaceText(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
  );
  document.adoptedStyleSheets.push(sheet);
}
