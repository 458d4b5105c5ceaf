/** The menu of tools: what the button `More` discloses. */
import { newElement, setAttribute } from '../dom/new-element.ts';
import { newStyle } from '../dom/new-style.ts';
import { allTools } from './own-tools.ts';
import type { ToolEntry } from './trace-tool.ts';

export class ToolMenu {
  readonly #list = newElement('div', { class: 'list', hidden: '' });
  readonly #button: HTMLButtonElement;
  readonly #items: HTMLButtonElement[] = [];
  readonly #choose: (name: string) => void;
  #openTools: ReadonlySet<string> = new Set();

  constructor(menu: HTMLElement, button: HTMLButtonElement, choose: (name: string) => void) {
    this.#button = button;
    this.#choose = choose;
    menu.append(newStyle(STYLE), this.#list);
    menu.addEventListener('keydown', (event) => this.#key(event));
    menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && menu.contains(relatedTarget))) this.#open(false);
    });
  }

  #add({ name, label, title }: ToolEntry): void {
    const item = newElement('button', { type: 'button', value: name, title }, label);
    item.addEventListener('click', () => {
      this.#open(false);
      this.#button.focus();
      this.#choose(name);
    });
    this.#items.push(item);
    this.#list.append(item);
  }

  toggle(): void {
    this.#open(this.#list.hidden === true);
  }

  /** Marks the tools that are open. */
  present(open: ReadonlySet<string>): void {
    this.#openTools = open;
    this.#mark();
  }
  #mark(): void {
    for (const item of this.#items)
      setAttribute(item, 'aria-pressed', this.#openTools.has(item.value) ? 'true' : undefined);
  }

  #open(open: boolean): void {
    // A page may add its own at any time.
    for (const entry of allTools().slice(this.#items.length)) this.#add(entry);
    this.#mark();
    this.#list.hidden = !open;
    this.#button.setAttribute('aria-expanded', String(open));
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && !this.#list.hidden) {
      this.#open(false);
      this.#button.focus();
    } else if (step !== undefined) {
      this.#open(true);
      const at = this.#items.indexOf(event.target as HTMLButtonElement);
      const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step) % this.#items.length;
      this.#items.at(next)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

const STYLE = `
.menu{position:relative}
.list{position:absolute;z-index:3;inset:32px 0 auto auto;display:grid;min-width:180px;padding:4px;border:1px solid var(--tt-line);border-radius:8px;background:var(--tt-raised);box-shadow:0 6px 20px #0003}
.list button{border:0;text-align:start;height:32px}
.tool:not(:empty),.said:not(:empty){padding:0 12px 9px}.said{font-size:12.5px;color:var(--tt-ink-soft)}
`;
