/**
 * Where the telemetry on the wall comes from, small in its corner and told to the speaker: live, in this browser, or
 * recorded; and how the exercise on show stands. Only the wall asks a server; whoever else wants to know is told.
 */
import { modeWords } from '../components/server-mode/mode-words.ts';
import type { ConnectionState } from '../server-client/choose-server.ts';
import type { BootState } from '../server-client/in-browser.ts';
import {
  doubtConnection,
  retryConnection,
  subscribeBoot,
  subscribeConnection,
  wakeInBrowserServer,
} from '../server-client/page-connection.ts';
import type { StageReport } from './deck-message.ts';

export function showStageServer(onReport: (report: StageReport) => void): void {
  const place = document.querySelector<HTMLElement>('[data-stage-server]');
  let connection: ConnectionState = { type: 'connecting' };
  let boot: BootState = { type: 'asleep' };
  let told = '';

  function show(): void {
    const { label, progress, shape, mode } = modeWords(connection, boot);
    const server = progress === undefined ? label : `${label}: ${progress}`;
    if (place) {
      place.dataset['stageServer'] = mode;
      place.dataset['shape'] = shape;
      const words = place.querySelector('[data-part="words"]');
      if (words) words.textContent = server;
    }
    const card = document.querySelector<HTMLElement>('.stage-exercise:not([hidden]) .exercise-card');
    const { exercise: id, state } = card?.dataset ?? {};
    const report = { server, shape, ...(id && state && { exercise: { id, state } }) };
    const text = JSON.stringify(report);
    if (text !== told) onReport(report);
    told = text;
    // A room does not wait for a start that could have begun when the slide came. This calls back.
    if (card && mode === 'in-browser' && boot.type === 'asleep') wakeInBrowserServer();
  }

  subscribeConnection((state) => {
    connection = state;
    show();
  });
  subscribeBoot((state) => {
    boot = state;
    show();
  });
  const watch = new MutationObserver(show);
  for (const card of document.querySelectorAll('.stage-exercise'))
    watch.observe(card, { subtree: true, attributes: true, attributeFilter: ['data-state', 'hidden'] });
  document.addEventListener('visibilitychange', () => !document.hidden && doubtConnection());
  addEventListener('online', retryConnection);
}
