/** Holds the view chosen in place of the rows: loads it, hands it each frame's context, and disposes of it. */
import { newElement } from '../dom/new-element.ts';
import type { TraceView, ViewActions, ViewContext } from './trace-view.ts';
import { views, WATERFALL } from './views.ts';

export class ViewHost {
  readonly element = newElement('div', { class: 'view', hidden: '' });
  readonly #actions: ViewActions;
  #name = WATERFALL;
  #view: TraceView | undefined;

  constructor(actions: ViewActions) {
    this.#actions = actions;
  }

  get name(): string {
    return this.#name;
  }
  get isWaterfall(): boolean {
    return this.#name === WATERFALL;
  }

  /** False when there is no such view, or it is on show already. */
  choose(name: string): boolean {
    const entry = views.find((view) => view.name === name);
    if (name === this.#name || (entry === undefined && name !== WATERFALL)) return false;
    this.#name = name;
    this.#clear();
    this.element.hidden = entry === undefined;
    if (entry !== undefined) void this.#load(entry.label, entry.load);
    return true;
  }

  update(context: ViewContext): void {
    this.#view?.update(context);
  }
  focus(): void {
    this.#view?.focus?.();
  }

  /** The element has left the page. A view may hold observers and workers. */
  dispose(): void {
    this.#clear();
  }
  /** The element is on the page, again perhaps: the view that was chosen is made anew. */
  resume(): void {
    const entry = views.find((view) => view.name === this.#name);
    if (entry !== undefined && this.#view === undefined) void this.#load(entry.label, entry.load);
  }

  async #load(label: string, load: () => ReturnType<(typeof views)[number]['load']>): Promise<void> {
    const name = this.#name;
    try {
      const create = await load();
      // The reader may have gone on meanwhile, and come back; or the element has gone.
      if (this.#name !== name || this.#view !== undefined || !this.element.isConnected) return;
      this.#view = create(this.element, this.#actions);
      this.#actions.invalidate();
    } catch (error) {
      if (this.#name !== name) return;
      this.#clear();
      const why = error instanceof Error ? error.message : String(error);
      const words = `${label} could not be loaded: ${why} Choose another view, then this one again.`;
      this.element.replaceChildren(newElement('p', { class: 'empty', role: 'alert' }, words));
    }
  }

  #clear(): void {
    this.#view?.dispose();
    this.#view = undefined;
    this.element.replaceChildren();
  }
}
