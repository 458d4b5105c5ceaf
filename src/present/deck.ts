/**
 * The deck in the page: reveal.js moves between the sections; size and look are ours (`deck.css`), so that timelines and
 * editors are drawn at their true size and stay sharp.
 *
 * Where the deck is stands on `<body data-slide>`; on an exercise that is the slide before it, and `data-exercise`.
 */
import Reveal from 'reveal.js';
import { thisBrowser, thisTab } from '../storage/browser-storage.ts';

export function startDeck(): void {
  const root = document.querySelector<HTMLElement>('[data-deck]');
  if (root === null) return;
  applyTheme();
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const deck = new Reveal(root, {
    width: '100%',
    height: '100%',
    margin: 0,
    disableLayout: true,
    center: false,
    hash: true,
    controls: false,
    progress: true,
    transition: calm ? 'none' : 'fade',
    backgroundTransition: 'none',
    viewDistance: 1,
    keyboardCondition: (event) => !belongsToSlide(event),
    keyboard: { 84: toggleTheme },
    // On a narrow screen the deck scrolls, and reveal.js remembers how far in the tab's storage, whether it may or not.
    ...(thisTab.write('reveal-scroll-top', undefined) !== 'kept' && { scrollActivationWidth: 0 }),
  });
  deck.on('ready', () => {
    // An application would take the reading keys away from screen readers; these are pages of text.
    root.removeAttribute('role');
    tellPlace();
  });
  deck.on('slidechanged', tellPlace);
  void deck.initialize();

  function tellPlace(): void {
    const section = deck.getCurrentSlide();
    const before = deck.getSlides().slice(0, deck.getSlidePastCount() + 1) as HTMLElement[];
    const slide = before.findLast(({ dataset }) => dataset['stageSlide'] !== undefined);
    document.body.dataset['slide'] = slide?.dataset['stageSlide'] ?? '';
    const exercise = section.dataset['stageExercise'];
    if (exercise === undefined) delete document.body.dataset['exercise'];
    else document.body.dataset['exercise'] = exercise;
    for (const card of document.querySelectorAll<HTMLElement>('.stage-exercise'))
      card.hidden = card.dataset['for'] !== exercise;
  }
}

/** Keys that a field, an editor or the timeline needs stay with it; space and Enter press the button that has the focus. */
function belongsToSlide(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof Element)) return false;
  const inside = event.composedPath().filter((node) => node instanceof Element);
  if (inside.some((node) => node.matches('trace-timeline, .cm-editor, input, select, textarea, dialog')))
    return event.key !== 'Escape';
  return (
    (event.key === ' ' || event.key === 'Enter') && inside.some((node) => node.matches('button, a, summary'))
  );
}

const THEME_KEY = 'starlight-theme';

/** The theme the reader chose on the site holds here too. */
function applyTheme(): void {
  const chosen = thisBrowser.read(THEME_KEY);
  const light = chosen === 'light' || (!chosen && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
}
function toggleTheme(): void {
  const theme = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = theme;
  thisBrowser.write(THEME_KEY, theme);
}
