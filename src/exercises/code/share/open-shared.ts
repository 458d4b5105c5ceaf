/**
 * Takes the reader of a shared link to its exercise, also where the link names another page of the site than the
 * exercise is on. The card there reads the code, shows it, and runs nothing. A link to what is not here says so.
 */
import { siteHref } from '../../../components/course/site-href.ts';

const NOTE_ID = 'shared-note';

function openShared(): void {
  document.getElementById(NOTE_ID)?.remove();
  if (!location.hash.startsWith('#try=')) return;
  const [, chapter, slug] = /^#try=([a-z]+)\/([a-z0-9-]+)&code=/.exec(location.hash) ?? [];
  if (chapter === undefined) {
    say(
      'This address was meant to share code, but it was cut off or changed on its way. Ask for the link again.',
    );
    return;
  }
  const card = document.querySelector(`[data-exercise="${chapter}/${slug}"]`);
  if (card) {
    card.scrollIntoView();
    return;
  }
  const home = siteHref(`/${chapter}/`);
  // Chapters are linked from every page; what is not is no page of ours.
  if (home !== location.pathname && document.querySelector(`a[href="${home}"]`)) {
    location.replace(home + location.hash);
    return;
  }
  say(
    `This address shares code for the exercise "${chapter}/${slug}", which is not on this site. Nothing was run.`,
  );
}

/** Above everything else, where the reader of such an address looks first. */
function say(words: string): void {
  const note = document.createElement('p');
  note.id = NOTE_ID;
  note.setAttribute('role', 'alert');
  note.textContent = words;
  document.querySelector('main')?.prepend(note);
  note.scrollIntoView({ block: 'center' });
}

openShared();
addEventListener('hashchange', openShared);
