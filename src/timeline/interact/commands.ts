/** Keys to commands, as in Jaeger where it has a key. Pure: what a command does is the controller's business. */
export type Command =
  | { readonly type: 'move-row'; readonly by: number }
  | { readonly type: 'move-page'; readonly by: -1 | 1 }
  | { readonly type: 'first-row' | 'last-row' | 'expand' | 'collapse' | 'details' | 'escape' }
  | { readonly type: 'expand-all' | 'collapse-all' | 'fit' | 'zoom-to-span' }
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

export function commandOf(event: Key): Command | undefined {
  // With these the key belongs to the browser.
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const pan = event.shiftKey ? 0.5 : 0.12;
  if (event.shiftKey && event.key === 'ArrowLeft') return { type: 'pan', by: -pan };
  if (event.shiftKey && event.key === 'ArrowRight') return { type: 'pan', by: pan };
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case 'ArrowDown':
      return { type: 'move-row', by: 1 };
    case 'ArrowUp':
      return { type: 'move-row', by: -1 };
    case 'ArrowRight':
      return { type: 'expand' };
    case 'ArrowLeft':
      return { type: 'collapse' };
    case 'Home':
      return { type: 'first-row' };
    case 'End':
      return { type: 'last-row' };
    case 'PageDown':
      return { type: 'move-page', by: 1 };
    case 'PageUp':
      return { type: 'move-page', by: -1 };
    case 'Enter':
    case ' ':
      return { type: 'details' };
    case 'Escape':
      return { type: 'escape' };
    case '+':
    case '=':
    case 'w':
      return { type: 'zoom', factor: ZOOM };
    case '-':
    case '_':
    case 's':
      return { type: 'zoom', factor: 1 / ZOOM };
    case 'a':
      return { type: 'pan', by: -pan };
    case 'd':
      return { type: 'pan', by: pan };
    case 'f':
      return { type: 'fit' };
    case 'z':
      return { type: 'zoom-to-span' };
    case '[':
      return { type: 'expand-all' };
    case ']':
      return { type: 'collapse-all' };
    default:
      return undefined;
  }
}
