/**
 * Measures what a talk stands on, and draws the findings. One stream is opened, to see that it opens, and closed again;
 * nothing is fetched for the browser's own server unless the button is pressed.
 */
import { subscribeBoot, wakeInBrowserServer } from '../../server-client/page-connection.ts';
import { commandOf, DECK_KEYS } from '../deck-keys.ts';
import { belongsToFocus } from '../key-owner.ts';
import { say } from '../say.ts';
import { toggleTheme } from '../stage-theme.ts';
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
  root.querySelector('[data-do="fetch"]')?.addEventListener('click', wakeInBrowserServer);
  showTime(root);
  showKeys(root);
  subscribeBoot((boot) => {
    const words = {
      asleep: '',
      fetching: boot.type === 'fetching' ? `Fetching: ${(boot.bytes / 1e6).toFixed(1)} MB so far` : '',
      starting: 'Starting PostgreSQL',
      ready: 'It runs in this browser.',
      failed: boot.type === 'failed' ? `It could not: ${boot.reason}` : '',
    } as const;
    say(root.querySelector('[data-boot]'), words[boot.type]);
    if (boot.type === 'ready') check();
  });
}

async function measure(root: HTMLElement): Promise<void> {
  const screen = readScreen();
  show(root, 'screen', judgeScreen(screen));
  show(root, 'second-screen', judgeSecondScreen(screen));
  show(root, 'windows', judgeWindows(readWindows()));
  const [server, offline] = await Promise.all([readServer(), readOffline()]);
  show(root, 'server', judgeServer(server));
  show(root, 'offline', judgeOffline(offline));
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
    say(root.querySelector('[data-key]'), does ? `${event.key}: ${does}` : `${event.key}: nothing`);
    if (command !== undefined) event.preventDefault();
  });
}
