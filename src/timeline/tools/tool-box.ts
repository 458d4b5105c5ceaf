/**
 * The way to the tools: a button, and an ear for what is dropped and pasted. The menu and the tools themselves are loaded
 * when one of them is used.
 */
import { newElement } from '../dom/new-element.ts';
import type { TraceTimeline } from '../trace-timeline.ts';
import type { ViewContext } from '../views/trace-view.ts';
import type { ToolHost } from './tool-host.ts';
import { TAKER } from './tools.ts';
import type { Given } from './trace-tool.ts';

export class ToolBox {
  readonly button = newElement(
    'button',
    { type: 'button', 'aria-expanded': 'false', title: 'What else can be done with this trace' },
    'More',
  );
  readonly menu = newElement('div', { class: 'menu' }, this.button);
  /** Where open tools stand. */
  readonly element = newElement('div', { class: 'tools-open' });
  readonly #timeline: TraceTimeline;
  readonly #context: () => ViewContext;
  #loading: Promise<ToolHost> | undefined;
  #host: ToolHost | undefined;

  constructor(timeline: TraceTimeline, context: () => ViewContext) {
    this.#timeline = timeline;
    this.#context = context;
    this.button.addEventListener('click', () => void this.#load().then((host) => host.toggleMenu()));
    timeline.addEventListener('dragover', (event) => {
      event.preventDefault();
      timeline.dataset['drop'] = '';
    });
    for (const over of ['dragleave', 'drop']) {
      timeline.addEventListener(over, () => delete timeline.dataset['drop']);
    }
    timeline.addEventListener('drop', (event) => this.#give(event, event.dataTransfer));
    timeline.addEventListener('paste', (event) => this.#give(event, event.clipboardData));
  }

  choose(name: string, given?: Given): void {
    void this.#load().then((host) => host.choose(name, given));
  }
  update(): void {
    this.#host?.update();
  }
  /** The element has left the page. */
  dispose(): void {
    this.#host?.dispose();
  }

  async #load(): Promise<ToolHost> {
    this.#loading ??= import('./tool-host.ts').then(({ ToolHost }) => {
      this.#host = new ToolHost(this, this.#timeline, this.#context);
      return this.#host;
    });
    return this.#loading.catch((error) => {
      // The next press tries again.
      this.#loading = undefined;
      this.element.textContent = 'The tools could not be loaded.';
      throw error;
    });
  }

  /** A text field keeps what is pasted into it. */
  #give(event: Event, data: DataTransfer | null): void {
    const field = event.composedPath()[0];
    if (data === null || (field instanceof HTMLElement && field.matches('input,textarea'))) return;
    const given = { files: [...data.files], text: data.getData('text/plain') };
    if (given.files.length === 0 && given.text === '') return;
    event.preventDefault();
    this.choose(TAKER, given);
  }
}
