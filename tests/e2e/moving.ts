/**
 * What moves, or would when it changes, although less motion was asked for: animations, transitions of place and size, and
 * scrolling that glides. Colours may fade. To be evaluated in a page.
 */
export function moving(): readonly string[] {
  const MOTION =
    /^(all|transform|translate|rotate|scale|inset.*|top|left|right|bottom|margin.*|width|height)$/;
  const found = new Set<string>();
  for (const animation of document.getAnimations()) {
    const { effect } = animation;
    const moved = effect instanceof KeyframeEffect ? effect.target : null;
    if (animation.playState === 'running') found.add(`${moved?.outerHTML.slice(0, 60)} is animated`);
  }
  for (const element of document.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const lasts = style.transitionDuration.split(', ').map(Number.parseFloat);
    const moves = style.transitionProperty
      .split(', ')
      .some((property, at) => MOTION.test(property) && (lasts[at % lasts.length] ?? 0) > 0);
    if (moves) found.add(`${element.outerHTML.slice(0, 60)} moves by ${style.transitionProperty}`);
    if (style.scrollBehavior === 'smooth') found.add(`${element.outerHTML.slice(0, 60)} scrolls smoothly`);
  }
  return [...found];
}
