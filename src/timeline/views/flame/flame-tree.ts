/**
 * The flame graph for the keyboard and assistive tools: a tree whose items lie over the boxes that have room for words. The
 * items say level and place, so those in between need not be there; the active one always is.
 */
import { newElement, setAttribute } from '../../dom/new-element.ts';
import type { PlacedBox } from './draw-flame.ts';
import type { FlameLayout } from './flame-layout.ts';

/** More cannot be told apart on any screen, and each costs a layout. */
const MAX_ITEMS = 240;

export class FlameTree {
  readonly element = newElement('div', { role: 'tree', class: 'fl-tree', 'aria-label': 'Call paths' });
  #items = new Map<number, HTMLElement>();

  present(
    layout: FlameLayout,
    boxes: readonly PlacedBox[],
    active: PlacedBox,
    selected: number,
    spoken: (node: number) => string,
  ): void {
    const wanted = new Map<number, PlacedBox>([[active.node, active]]);
    for (const box of boxes) {
      if (wanted.size >= MAX_ITEMS) break;
      wanted.set(box.node, box);
    }
    for (const [node, item] of this.#items) {
      if (wanted.has(node)) continue;
      item.remove();
      this.#items.delete(node);
    }
    const order = [...wanted.keys()].sort((a, b) => a - b);
    let before: Element | null = null;
    for (const node of order) {
      const item = this.#items.get(node) ?? newElement('div', { role: 'treeitem' });
      this.#items.set(node, item);
      const place: Element | null =
        before === null ? this.element.firstElementChild : before.nextElementSibling;
      if (place !== item) this.element.insertBefore(item, place);
      before = item;
      this.#fill(
        layout,
        item,
        wanted.get(node) ?? active,
        node === active.node,
        node === selected,
        spoken(node),
      );
    }
  }

  focus(node: number): void {
    this.#items.get(node)?.focus({ preventScroll: true });
  }
  get hasFocus(): boolean {
    const root = this.element.getRootNode();
    return root instanceof ShadowRoot && this.element.contains(root.activeElement);
  }
  nodeOf(target: EventTarget | null): number {
    const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
    return item === null ? -1 : Number(item.dataset['node']);
  }

  #fill(
    layout: FlameLayout,
    item: HTMLElement,
    box: PlacedBox,
    isActive: boolean,
    isSelected: boolean,
    label: string,
  ): void {
    const { paths, position, siblings } = layout;
    const { node } = box;
    item.dataset['node'] = String(node);
    item.style.transform = `translate(${box.leftPx}px, ${box.topPx}px)`;
    item.style.width = `${Math.max(2, box.widthPx - 1)}px`;
    setAttribute(item, 'aria-label', label);
    setAttribute(item, 'aria-level', String((paths.depth[node] ?? 0) + 1));
    setAttribute(item, 'aria-posinset', String(position[node] ?? 1));
    setAttribute(item, 'aria-setsize', String(siblings[node] ?? 1));
    setAttribute(item, 'aria-expanded', (paths.subtreeSize[node] ?? 1) > 1 ? 'true' : undefined);
    setAttribute(item, 'aria-selected', String(isSelected));
    setAttribute(item, 'tabindex', isActive ? '0' : '-1');
  }
}
