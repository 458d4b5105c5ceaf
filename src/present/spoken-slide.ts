/**
 * What a screen reader says by itself when the talk moves: the slide as it is now, or the one thing that a step has added.
 * Never what is still to come. reveal.js has a place for this, too, which says a slide with all of its steps.
 */
import { say } from './say.ts';

/** Tells of each move; `status` is a live region. A page that has just been opened is read as any page is. */
export function slideTeller(status: HTMLElement): (slide: HTMLElement, step: number) => void {
  let told: { readonly slide: HTMLElement; readonly step: number } | undefined;
  return (slide, step) => {
    const before = told;
    told = { slide, step };
    if (before === undefined || (before.slide === slide && before.step === step)) return;
    const isNextStep = before.slide === slide && step === before.step + 1;
    say(status, isNextStep ? spokenStep(slide) : spokenSlide(slide));
  };
}

function spokenSlide(slide: HTMLElement): string {
  const { stageExercise } = slide.dataset;
  // Its card lies over the sheet, and is there to be read; a recorded trace is for paper.
  const parts = stageExercise === undefined ? [slide] : slide.querySelectorAll('.sheet > :not(figure)');
  return joined([...parts].map((part) => spoken(part, stageExercise !== undefined)));
}

function spokenStep(slide: HTMLElement): string {
  const step = slide.querySelector('.current-fragment');
  const code = step?.closest<HTMLElement>('[data-code-steps]');
  return code ? newLines(code) : step === null ? '' : joined([spoken(step)]);
}

/** The lines of the step on show that the one before it does not have. */
function newLines(code: HTMLElement): string {
  const steps = [...code.querySelectorAll<HTMLElement>('.code-step')].map((step) =>
    [...step.querySelectorAll('.line')].map(({ textContent }) => textContent.trim()),
  );
  const at = code.querySelectorAll('.fragment.visible').length;
  return joined((steps[at] ?? []).filter((line) => !steps[at - 1]?.includes(line)));
}

/** The words of an element in sentences, one for each block; a drawing is its name and its description. */
function spoken(node: Node, hiddenToo = false): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || node.getAttribute('aria-hidden') === 'true') return '';
  if (!hiddenToo && !node.checkVisibility({ visibilityProperty: true })) return '';
  if (node.getAttribute('role') === 'img')
    return joined([...node.querySelectorAll(':scope > :is(title, desc)')].map((part) => part.textContent));
  const words = [...node.childNodes].map((child) => spoken(child, hiddenToo)).join('');
  const { display, position } = getComputedStyle(node);
  // What is for screen readers alone stands beside the picture, and in the middle of a sentence.
  const isInline = display.startsWith('inline') || position === 'absolute';
  return isInline ? words : ` ${sentence(words)} `;
}

const joined = (parts: readonly (string | null)[]): string =>
  parts
    .map((part) => sentence(part ?? ''))
    .filter((part) => part !== '')
    .join(' ');

/** A pause behind what has none. */
function sentence(words: string): string {
  const text = words.trim().replace(/\s+/g, ' ');
  return text === '' || /[.!?:;,]$/.test(text) ? text : `${text}.`;
}
