/** Keys to commands, as in Jaeger where it has a key. Pure: what a command does is the controller's business. */
export type Command =
  | { readonly type: 'move-row'; readonly by: number }
  | { readonly type: 'move-page'; readonly by: -1 | 1 }
  | { readonly type: 'first-row' | 'last-row' | 'expand' | 'collapse' | 'details' | 'escape' }
  | { readonly type: 'expand-all' | 'collapse-all' | 'fit' | 'zoom-to-span' }
  | { readonly type: 'search' }
  | { readonly type: 'zoom'; readonly factor: number }
  /** In widths of the window. */
  | { readonly type: 'pan'; readonly by: number };

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const ZOOM = 1.5;
const PAN = 0.12;
const zoomIn: Command = { type: 'zoom', factor: ZOOM };
const zoomOut: Command = { type: 'zoom', factor: 1 / ZOOM };

const COMMANDS: { readonly [key: string]: Command } = {
  ArrowDown: { type: 'move-row', by: 1 },
  ArrowUp: { type: 'move-row', by: -1 },
  ArrowRight: { type: 'expand' },
  ArrowLeft: { type: 'collapse' },
  Home: { type: 'first-row' },
  End: { type: 'last-row' },
  PageDown: { type: 'move-page', by: 1 },
  PageUp: { type: 'move-page', by: -1 },
  Enter: { type: 'details' },
  ' ': { type: 'details' },
  Escape: { type: 'escape' },
  '+': zoomIn,
  '=': zoomIn,
  w: zoomIn,
  '-': zoomOut,
  _: zoomOut,
  s: zoomOut,
  a: { type: 'pan', by: -PAN },
  d: { type: 'pan', by: PAN },
  f: { type: 'fit' },
  z: { type: 'zoom-to-span' },
  '[': { type: 'expand-all' },
  ']': { type: 'collapse-all' },
  '/': { type: 'search' },
};
/** With shift, as a wheel does: sideways, and in bigger steps. */
const SHIFTED: { readonly [key: string]: Command } = {
  ArrowLeft: { type: 'pan', by: -0.5 },
  ArrowRight: { type: 'pan', by: 0.5 },
  a: { type: 'pan', by: -0.5 },
  d: { type: 'pan', by: 0.5 },
};

export function commandOf(event: Key): Command | undefined {
  // With these the key belongs to the browser.
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.shiftKey && Object.hasOwn(SHIFTED, key)) return SHIFTED[key];
  return Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
}
