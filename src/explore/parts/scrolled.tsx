/** A part of the page that scrolls by itself: the keyboard reaches it, and it says what it is. */
import type { ComponentChildren } from 'preact';

export function Scrolled({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="numbers-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
