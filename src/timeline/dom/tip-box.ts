/** The place of the tip. What is in it is loaded when a bar is first pointed at. */
import type { TimelineView } from '../timeline-view.ts';
import { newElement } from './new-element.ts';
import type { StageSize, TipView } from './tip-view.ts';

export class TipBox {
  readonly element = newElement('div', { class: 'tip', 'aria-hidden': 'true', hidden: '' });
  #view: TipView | undefined;
  #latest: TimelineView | undefined;
  #isLoading = false;

  present(view: TimelineView, stage: StageSize): void {
    this.element.hidden = view.pointedAt === undefined || this.#view === undefined;
    this.#latest = view;
    if (view.pointedAt === undefined) return;
    if (this.#view !== undefined) this.#view.present(view.pointedAt, view.frame, stage);
    else if (!this.#isLoading) void this.#load(stage);
  }

  async #load(stage: StageSize): Promise<void> {
    this.#isLoading = true;
    try {
      const { TipView } = await import('./tip-view.ts');
      this.#view = new TipView(this.element);
      if (this.#latest !== undefined) this.present(this.#latest, stage);
    } catch {
      // The row and the details say the same: the next bar asks again.
    }
    this.#isLoading = false;
  }
}
