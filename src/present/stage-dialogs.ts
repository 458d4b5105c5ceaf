/** The two dialogs of the stage: the keys, and a list of all slides that is narrowed by typing. */
import { type DeckEntry, partName } from './deck-entries.ts';

export type StageDialog = 'help' | 'index';
export interface SlideIndex {
  /** Marks where the talk is. */
  mark(section: string): void;
}

const dialogOf = (name: StageDialog) =>
  document.querySelector<HTMLDialogElement>(`dialog[data-dialog="${name}"]`);

export function openDialog(name: StageDialog): void {
  const dialog = dialogOf(name);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  dialog.querySelector('input')?.select();
}

/** `go` hears of the slide that was chosen. */
export function startIndex(entries: readonly DeckEntry[], go: (section: string) => void): SlideIndex {
  const dialog = dialogOf('index');
  const field = dialog?.querySelector('input');
  const place = dialog?.querySelector('[data-entries]');
  if (!dialog || !field || !place) return { mark() {} };
  const parts = [...new Set(entries.map(({ part }) => part))];
  const membersOf = (part: string) => entries.filter((entry) => entry.part === part);
  const groups = parts.map((part) => groupOf(part, membersOf(part)));
  place.replaceChildren(...groups);
  const links = [...place.querySelectorAll('a')];

  function narrow(): void {
    const words = (field?.value ?? '').toLowerCase().split(/\s+/);
    for (const link of links) {
      const text = `${link.textContent} ${link.dataset['section']}`.toLowerCase();
      (link.parentElement ?? link).hidden = !words.every((word) => text.includes(word));
    }
    for (const group of groups) group.hidden = group.querySelector('li:not([hidden])') === null;
  }
  function choose(link: HTMLAnchorElement | null | undefined): void {
    const section = link?.dataset['section'];
    if (section === undefined) return;
    dialog?.close();
    go(section);
  }

  field.addEventListener('input', narrow);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    choose(links.find((link) => link.parentElement?.hidden === false));
  });
  place.addEventListener('click', (event) => {
    event.preventDefault();
    choose(event.target instanceof Element ? event.target.closest('a') : undefined);
  });
  dialog.addEventListener('close', () => {
    field.value = '';
    narrow();
  });
  return {
    mark(section) {
      for (const link of links)
        if (link.dataset['section'] === section) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
    },
  };
}

function groupOf(part: string, entries: readonly DeckEntry[]): HTMLElement {
  const group = document.createElement('section');
  const heading = document.createElement('h2');
  const list = document.createElement('ul');
  heading.textContent = partName(part);
  list.append(...entries.map(entryOf));
  group.append(heading, list);
  return group;
}

function entryOf({ id, title, kind }: DeckEntry): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  const mark = document.createElement('span');
  link.href = `#/${id}`;
  link.dataset['section'] = id;
  mark.className = 'kind';
  mark.textContent = kind;
  link.append(mark, title);
  item.append(link);
  return item;
}
