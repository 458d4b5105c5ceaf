/** The list of keys: what each does, by where it does it. Kept beside the code that hears them: see `interact/`. */
import { newElement } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import type { OpenTool } from '../trace-tool.ts';

/** Keys that belong together are written `a d`, those pressed at once `Shift + a`. */
export const KEY_LIST: readonly {
  readonly where: string;
  readonly keys: readonly (readonly [keys: string, does: string])[];
}[] = [
  {
    where: 'Rows',
    keys: [
      ['↑ ↓', 'the row above, below'],
      ['→ ←', 'opens a row, or goes into it; closes it, or goes to its parent'],
      ['Home End', 'the first row, the last'],
      ['Page Up Page Down', 'a screenful'],
      ['b', 'the row above, as in Jaeger'],
      ['Enter', 'details of the span; opens and closes a fold. The space bar, too'],
      ['Escape', 'closes the details, takes marks away'],
      ['o p', 'one level of the whole trace more, less, as in Jaeger'],
      ['[ ]', 'opens all, closes all, as in Jaeger'],
      ['a name', 'goes to the next row whose name begins with what is typed'],
      ["' and a name", 'the same, where its first letter is a key of its own'],
    ],
  },
  {
    where: 'Time',
    keys: [
      ['w s', 'zooms in, out. + and −, too'],
      ['a d', 'earlier, later, as in Jaeger'],
      ['Shift + a d', 'the same by half a screen. With arrows, too'],
      ['f', 'fits the whole trace'],
      ['z', 'zooms to the span of the row, or to all of a fold'],
    ],
  },
  {
    where: 'Everywhere',
    keys: [
      ['/', 'search with TraceQL; there, Enter and Shift + Enter go to the next match and the one before'],
      ['?', 'this list'],
    ],
  },
  {
    where: 'Flame',
    keys: [
      ['↑ ↓ ← →', 'up and down the path, left and right among its like'],
      ['Enter', 'this path alone'],
      ['Escape', 'one step back out'],
      ['Space', 'selects the slowest span of the path'],
    ],
  },
  {
    where: 'Map',
    keys: [
      ['← →', 'along the calls. Where the map goes down: ↑ ↓'],
      ['↑ ↓', 'to the next of its like. Where the map goes down: ← →'],
      ['Enter', 'marks the spans of a service or a call'],
    ],
  },
  { where: 'Compare', keys: [['n p', 'the next difference, the one before']] },
  {
    where: 'Replay',
    keys: [
      ['Space', 'plays and pauses, on the slider'],
      [', .', 'one moment back, on'],
    ],
  },
  {
    where: 'Pointer',
    keys: [
      ['drag', 'pans; on the ruler it marks a range'],
      ['Ctrl + wheel', 'zooms'],
      ['Shift + wheel', 'pans'],
      ['double click', 'on a bar: zooms to it'],
    ],
  },
];

export const openKeys: OpenTool = ({ holder, close }) => {
  const back = newElement('button', { type: 'button' }, 'Close the list of keys');
  back.addEventListener('click', close);
  holder.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  holder.append(newStyle(STYLE), newElement('div', { class: 'keys' }, ...KEY_LIST.map(part)), back);
  const from = (holder.getRootNode() as ShadowRoot).activeElement;
  back.focus();
  return {
    dispose: () => {
      if (from instanceof HTMLElement) from.focus();
    },
  };
};

function part({ where, keys }: (typeof KEY_LIST)[number]): HTMLElement {
  const list = newElement('dl', {});
  for (const [pressed, does] of keys)
    list.append(newElement('div', {}, newElement('dt', {}, pressed), newElement('dd', {}, does)));
  return newElement('div', {}, newElement('p', {}, where), list);
}

const STYLE = `
.keys{columns:320px auto;column-gap:28px;font-size:12.5px;margin-bottom:8px}
.keys>div{break-inside:avoid;margin-bottom:10px}
.keys p{font:650 12.5px var(--tt-text);color:var(--tt-ink);margin:4px 0}
.keys dl>div{display:flex;gap:10px;padding:1px 0}
.keys dt{flex:0 0 132px;font-family:var(--tt-mono);color:var(--tt-ink)}
.keys dd{color:var(--tt-ink-soft)}
`;
