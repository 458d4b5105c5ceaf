/**
 * Measures what a talk stands on, and draws the findings. One stream is opened, to see that it opens, and closed again.
 * The button keeps the whole talk in this browser, and then starts the server that runs in it, to see that it does.
 */
import { forgetSite, isOwnMachine, keepSite } from '../../components/offline/keep-site.ts';
import { megabytes } from '../../server-client/megabytes.ts';
import { subscribeBoot, wakeInBrowserServer } from '../../server-client/page-connection.ts';
import { toggleTheme } from '../../storage/theme.ts';
import { commandOf, DECK_KEYS } from '../deck-keys.ts';
import { belongsToFocus } from '../key-owner.ts';
import { say } from '../say.ts';
import {
  type Finding,
  judgeClock,
  judgeFeed,
  judgeOffline,
  judgeScreen,
  judgeSecondScreen,
  judgeServer,
  judgeWindows,
} from './preflight-checks.ts';
import {
  readClock,
  readFeed,
  readOffline,
  readScreen,
  readServer,
  readWindows,
} from './preflight-readings.ts';

export function startPreflight(): void {
  const root = document.querySelector<HTMLElement>('[data-preflight]');
  if (root === null) return;
  const check = () => void measure(root);
  check();
  addEventListener('resize', () => show(root, 'screen', judgeScreen(readScreen())));
  addEventListener('online', check);
  addEventListener('offline', check);
  root.querySelector('[data-do="again"]')?.addEventListener('click', check);
  root.querySelector('[data-do="theme"]')?.addEventListener('click', toggleTheme);
  root.querySelector('[data-do="keep"]')?.addEventListener('click', () => void keepTalk(root));
  root.querySelector('[data-do="forget"]')?.addEventListener('click', () => void forgetSite().then(check));
  showTime(root);
  showKeys(root);
  subscribeBoot((boot) => {
    const words = {
      asleep: '',
      fetching: boot.type === 'fetching' ? `Reading the demo server: ${megabytes(boot.bytes)} MB` : '',
      starting: 'Starting PostgreSQL',
      ready: 'The demo server runs in this browser.',
      failed: boot.type === 'failed' ? `The demo server could not run in this browser: ${boot.reason}` : '',
    } as const;
    say(root.querySelector('[data-boot]'), words[boot.type]);
  });
}

async function keepTalk(root: HTMLElement): Promise<void> {
  const words = root.querySelector('[data-boot]');
  say(words, 'Keeping the pages');
  // What is persistent is not thrown away when the disk fills up; some browsers ask, and a refusal costs only that.
  await navigator.storage?.persist?.().catch(() => false);
  const kept = await keepSite(
    async () => true,
    ({ bytes, totalBytes }) => say(words, `Keeping: ${megabytes(bytes)} MB of ${megabytes(totalBytes)} MB`),
  );
  show(root, 'offline', judgeOffline({ isOnline: navigator.onLine, kept }));
  say(words, '');
  if (kept.type === 'kept' && kept.everything) wakeInBrowserServer();
  await measure(root);
}

async function measure(root: HTMLElement): Promise<void> {
  const screen = readScreen();
  show(root, 'screen', judgeScreen(screen));
  show(root, 'second-screen', judgeSecondScreen(screen));
  show(root, 'windows', judgeWindows(readWindows()));
  const [server, offline] = await Promise.all([readServer(), readOffline()]);
  show(root, 'server', judgeServer(server));
  show(root, 'offline', judgeOffline(offline));
  const forget = root.querySelector<HTMLElement>('[data-do="forget"]');
  if (forget) forget.hidden = !isOwnMachine() || offline.kept.type !== 'kept';
  show(root, 'clock', judgeClock(await readClock()));
  const hasServer = server.health?.ok === true;
  show(root, 'feed', judgeFeed(hasServer ? await readFeed() : undefined, hasServer));
  root.dataset['preflight'] = 'done';
}

const MARKS = { fine: '✓', look: '!', broken: '×' } as const;
const WORDS = { fine: 'fine', look: 'look at this', broken: 'broken' } as const;

function show(root: HTMLElement, name: string, { verdict, says, todo = '' }: Finding): void {
  const item = root.querySelector<HTMLElement>(`[data-check="${name}"]`);
  if (!item) return;
  item.dataset['verdict'] = verdict;
  say(item.querySelector('.mark'), MARKS[verdict]);
  say(item.querySelector('.verdict'), WORDS[verdict]);
  say(item.querySelector('.says'), says);
  say(item.querySelector('.todo'), todo);
}

function showTime(root: HTMLElement): void {
  const draw = () => say(root.querySelector('[data-time]'), new Date().toLocaleTimeString());
  draw();
  setInterval(draw, 1_000);
}

/** What a key, or a button of a pointer for slides, would do. */
function showKeys(root: HTMLElement): void {
  const keys = DECK_KEYS.flatMap((group) => group.keys);
  addEventListener('keydown', (event) => {
    if (belongsToFocus(event) || event.key === 'Tab') return;
    const command = commandOf(event);
    const does = keys.find((key) => key.command === command)?.does;
    const name = event.key === ' ' ? 'Space' : event.key;
    say(root.querySelector('[data-key]'), `${name}: ${does ?? 'nothing'}`);
    if (command !== undefined) event.preventDefault();
  });
}
