/**
 * A person without a pointer: Tab, arrows, Enter and what is typed. Wherever the focus comes to, it must be somewhere, be
 * seen, and not be covered by what sticks to the top of the page.
 */
import { expect, type Page } from '@playwright/test';
import type { Exercise, ExerciseInput } from '../../src/exercises/definition/exercise.ts';
import type { InputValue } from '../../src/trace/checks/types.ts';

/** Further than any page needs from one thing to the next. */
const MOST_STOPS = 120;

interface Stop {
  readonly isWanted: boolean;
  /** What is wrong with where the focus is; empty when it can be seen. */
  readonly problem: string;
}

export class KeyboardReader {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press(keys: string): Promise<void> {
    return this.#page.keyboard.press(keys);
  }

  /** Presses Tab until the focus is on what the selector names; each stop on the way is looked at. */
  async tabTo(selector: string, keys: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      await this.press(keys);
      if ((await this.#look(selector)).isWanted) return;
    }
    throw new Error(`after ${MOST_STOPS} stops the focus never was on ${selector}`);
  }

  /** After something was done: the focus is still on a thing that can be seen. */
  async keepsFocus(): Promise<void> {
    await this.#look('*');
  }

  async answer(
    { inputs }: Exercise,
    values: Readonly<Record<string, InputValue | undefined>>,
  ): Promise<void> {
    for (const input of inputs) {
      const value = values[input.id];
      if (value !== undefined) await this.#set(input, value);
    }
  }

  async #set(input: ExerciseInput, value: InputValue): Promise<void> {
    if (input.type === 'number') {
      await this.tabTo(`input[id$="-${input.id}"]`);
      await this.press('ControlOrMeta+a');
      await this.#page.keyboard.type(String(value));
    } else if (input.type === 'one') {
      await this.tabTo(`input[name$="-${input.id}"]`);
      // Space takes the one that has the focus, an arrow the next one.
      await this.press('Space');
      for (let step = 1; step < input.options.length && !(await this.#isOn(value)); step++)
        await this.press('ArrowDown');
      expect(await this.#isOn(value)).toBe(true);
    } else if (input.type === 'many' && Array.isArray(value)) {
      for (const option of input.options) {
        await this.tabTo(`input[name$="-${input.id}"][value="${option.value}"]`);
        if (value.includes(option.value) !== (await this.#isChecked())) await this.press('Space');
      }
    } else throw new Error(`no exercise of the short way asks for ${input.type}`);
  }

  #isOn(value: InputValue): Promise<boolean> {
    return this.#page.evaluate(
      (wanted) => document.activeElement?.matches(`:checked[value="${wanted}"]`) ?? false,
      String(value),
    );
  }

  #isChecked(): Promise<boolean> {
    return this.#page.evaluate(() => document.activeElement?.matches(':checked') ?? false);
  }

  /** Replaces the code, as a person does who pastes. */
  async write(source: string): Promise<void> {
    await this.tabTo('.cm-content');
    await this.press('ControlOrMeta+a');
    await this.#page.keyboard.insertText(source);
  }

  /** As the page says it. Escape counts for two seconds, which a busy machine may take: then it is pressed again. */
  async leaveEditor(): Promise<void> {
    await expect(async () => {
      await this.press('Escape');
      await this.press('Tab');
      expect(await this.#page.evaluate(() => document.activeElement?.matches('.cm-content'))).toBe(false);
    }).toPass();
    await this.keepsFocus();
  }

  async #look(selector: string): Promise<Stop> {
    // What is scrolled to, or drawn anew, may need a frame; where the focus is seen at once, this asks once.
    let stop: Stop = { isWanted: false, problem: 'never looked' };
    await expect
      .poll(async () => {
        stop = await this.#page.evaluate(lookAtFocus, selector);
        return stop.problem;
      })
      .toBe('');
    return stop;
  }
}

/** In the page. */
function lookAtFocus(selector: string): Stop {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body) return { isWanted: false, problem: 'the focus is lost' };
  const what = element.outerHTML.slice(0, 120);
  const isWanted = element.matches(selector);

  // The editor's frame shows that the text in it has the focus.
  const shown = element.closest('.code-box') ?? element;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
  const isOutlined =
    outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/(, 0|\/ 0)\)$/.test(outlineColor);
  if (!isOutlined) return { isWanted, problem: `the focus is not shown on ${what}` };

  // Some part of it is on the screen, and nothing lies over that part.
  const box = shown.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const root = shown.getRootNode() as Document | ShadowRoot;
  const isSeen = [0.1, 0.5, 0.9].some((share) => {
    const hit = root.elementFromPoint(left + (right - left) / 2, top + (bottom - top) * share);
    return hit !== null && (shown.contains(hit) || (shown.matches('input') && hit.contains(shown)));
  });
  return { isWanted, problem: isSeen ? '' : `the focus is out of sight on ${what}` };
}
