/**
 * Keys on the rows beyond those of `commands.ts`, loaded behind the first picture: names typed, levels opened and closed,
 * the list of keys. They are heard on the way down, before the commands: within a name every letter is a letter.
 */
import { newElement } from '../dom/new-element.ts';
import { newStyle } from '../dom/new-style.ts';
import { levelClosed, levelOpened } from '../layout/expansion-levels.ts';
import type { Timeline } from '../timeline.ts';
import { commandOf } from './commands.ts';
import { rowNamed, TYPING_MS, TypedName } from './type-ahead.ts';

/** Begins a name whose first letter is a key of its own. */
const QUOTE = "'";

export function listenToRowKeys(stage: HTMLElement, timeline: Timeline): void {
  const typed = new TypedName();
  const words = newElement('p', { role: 'status', class: 'typed', hidden: '' });
  stage.append(newStyle(STYLE), words);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string) => {
    words.textContent = text;
    words.hidden = false;
    clearTimeout(silence);
    silence = setTimeout(() => {
      words.hidden = true;
    }, TYPING_MS * 1.5);
  };
  const goToName = () => {
    const row = rowNamed(timeline.rows, timeline.table, timeline.activeRow, typed.text);
    if (row >= 0) timeline.activate(row, true);
    say(row >= 0 ? `Name: ${typed.text}` : `No row here has a name that begins with “${typed.text}”.`);
  };

  stage.addEventListener(
    'keydown',
    (event) => {
      const { key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const nowMs = performance.now();
      const isLetter = key.length === 1;
      if (typed.isTyping(nowMs)) {
        if (isLetter) {
          typed.add(key, nowMs);
          goToName();
        } else {
          typed.end();
          if (key !== 'Escape') return;
          words.hidden = true;
        }
      } else if (key === QUOTE) {
        typed.begin(nowMs);
        say('Type the beginning of a name.');
      } else if (key === 'b') timeline.activate(timeline.activeRow - 1, true);
      else if (key === 'o') timeline.expand(levelOpened(timeline.rows, timeline.expansion));
      else if (key === 'p') timeline.expand(levelClosed(timeline.rows, timeline.expansion));
      else if (isLetter && key !== '?' && key !== ' ' && commandOf(event) === undefined) {
        typed.add(key, nowMs);
        goToName();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}

/** `?` in any view, but not in a text field. */
export function listenToHelpKey(body: HTMLElement, openKeys: () => void): void {
  body.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key !== '?' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.matches('input,textarea,select')) return;
    event.preventDefault();
    openKeys();
  });
}

const STYLE = `
.typed{position:absolute;z-index:2;inset:auto auto 8px 8px;margin:0;padding:4px 10px;border:1px solid var(--tt-line);border-radius:6px;background:var(--tt-raised);color:var(--tt-ink);font-size:12.5px;box-shadow:0 2px 10px #0003;pointer-events:none}
`;
