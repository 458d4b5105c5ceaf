/** Opens tools, each in a place of its own, and hands them each frame's context. */
import { newElement, setText } from '../dom/new-element.ts';
import type { TraceTimeline } from '../trace-timeline.ts';
import type { ViewContext } from '../views/trace-view.ts';
import { allTools } from './own-tools.ts';
import { ToolMenu } from './tool-menu.ts';
import type { Given, ToolEntry, TraceTool } from './trace-tool.ts';

/** Long enough to read a sentence twice. */
const SAID_FOR_MS = 8_000;

/** Where the menu opens, by which button, and where open tools stand. */
export interface ToolPlace {
  readonly menu: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
}

interface OpenTool {
  readonly holder: HTMLElement;
  tool?: TraceTool | undefined;
}

export class ToolHost {
  readonly #menu: ToolMenu;
  readonly #place: HTMLElement;
  readonly #said = newElement('p', { class: 'said', role: 'status' });
  readonly #timeline: TraceTimeline;
  readonly #context: () => ViewContext;
  readonly #open = new Map<string, OpenTool>();
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(box: ToolPlace, timeline: TraceTimeline, context: () => ViewContext) {
    this.#menu = new ToolMenu(box.menu, box.button, (name) => this.choose(name));
    this.#place = box.element;
    this.#timeline = timeline;
    this.#context = context;
    this.#place.replaceChildren(this.#said);
  }

  toggleMenu(): void {
    this.#menu.toggle();
  }

  update(): void {
    if (this.#open.size === 0) return;
    const context = this.#context();
    for (const { tool } of this.#open.values()) tool?.update?.(context);
  }

  /** Opens a tool, or closes the one that is open. */
  choose(name: string, given?: Given): void {
    const entry = allTools().find((tool) => tool.name === name);
    const open = this.#open.get(name);
    if (open?.tool?.again !== undefined) open.tool.again(given);
    else if (open !== undefined) this.#close(name);
    else if (entry !== undefined) void this.#load(entry, given);
  }

  /** The element has left the page. */
  dispose(): void {
    for (const name of [...this.#open.keys()]) this.#close(name);
    clearTimeout(this.#silence);
  }

  async #load(entry: ToolEntry, given: Given | undefined): Promise<void> {
    const { name, label } = entry;
    const holder = newElement('section', { class: 'tool', 'aria-label': label });
    const open: OpenTool = { holder };
    this.#open.set(name, open);
    this.#place.append(holder);
    this.#menu.present(new Set(this.#open.keys()));
    try {
      const create = await entry.load();
      if (this.#open.get(name) !== open) return;
      open.tool = create(
        {
          holder,
          timeline: this.#timeline,
          context: this.#context,
          say: (words) => this.#say(words),
          close: () => this.#close(name),
        },
        given,
      );
      if (open.tool === undefined) this.#close(name);
    } catch (error) {
      this.#close(name);
      this.#say(`${label} did not work: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #close(name: string): void {
    const open = this.#open.get(name);
    if (open === undefined) return;
    this.#open.delete(name);
    open.tool?.dispose();
    open.holder.remove();
    this.#menu.present(new Set(this.#open.keys()));
  }

  #say(words: string): void {
    setText(this.#said, words);
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => setText(this.#said, ''), SAID_FOR_MS);
  }
}
