/**
 * Pictures of the wall for the speaker: the same sheets, drawn small. Nothing in them runs; what the next keys will show
 * is faint, in a frame.
 */
import { showCodeStep } from '../code-steps.ts';
import type { SpeakerSection } from './speaker-sections.ts';

/** An empty frame for the end of the talk. */
export function showStill(frame: HTMLElement, section: SpeakerSection | undefined, step: number): void {
  const sheet = section?.content.querySelector('.sheet');
  if (!sheet) {
    delete frame.dataset['section'];
    frame.replaceChildren();
    return;
  }
  if (frame.dataset['section'] !== section?.id) {
    frame.dataset['section'] = section?.id ?? '';
    frame.replaceChildren(sheet.cloneNode(true));
  }
  for (const [index, fragment] of frame.querySelectorAll('.fragment').entries())
    fragment.classList.toggle('visible', index < step);
  for (const block of frame.querySelectorAll<HTMLElement>('[data-code-steps]')) showCodeStep(block, false);
}

export function showNotes(pane: HTMLElement, section: SpeakerSection | undefined): void {
  if (pane.dataset['section'] === section?.id) return;
  pane.dataset['section'] = section?.id ?? '';
  const notes = section?.content.querySelector('.notes');
  pane.replaceChildren(...(notes ? [notes.cloneNode(true)] : []));
  pane.scrollTop = 0;
}
