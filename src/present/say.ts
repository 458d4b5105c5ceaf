/** Writes text into the page where it changed, and only there: what is drawn twice a second, or read out, stays as it is. */
export function say(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
