/**
 * `<live-hero>`: sends the page's first request as soon as a demo server answers, and shows its trace while it grows.
 * Until then, and without a server, the recorded trace of such a request stays, which came with the page.
 */
import '../../timeline/element.ts';
import { doubtConnection, pageSession, subscribeConnection } from '../../server-client/page-connection.ts';
import type { DemoServer } from '../../server-client/port.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
import { PAGE_REQUEST_PATH, type PageRequestOutcome, sendPageRequest } from './page-request.ts';

class LiveHero extends HTMLElement {
  #stop: (() => void) | undefined;
  #server: DemoServer | undefined;
  #sent = false;
  #busy = false;

  connectedCallback(): void {
    this.#stop = subscribeConnection((state) => {
      this.#server = state.type === 'connected' ? state.server : undefined;
      this.#again.hidden = !this.#server;
      if (this.#sent || !this.#server) return;
      if (this.#server.mode === 'live') return void this.#send(this.#server);
      // One in the browser is some megabytes: fetched when somebody asks, never by opening a page.
      const isRecorded = this.#server.mode === 'recorded';
      this.#again.textContent = isRecorded ? 'Replay it' : 'Send it in your browser';
      this.#say(
        isRecorded
          ? 'No demo server can run here, so this is the recording of an earlier request.'
          : 'The recording of an earlier request. This page can bring the demo server and send it now.',
      );
    });
    this.#again.addEventListener('click', () => this.#server && void this.#send(this.#server));
  }
  disconnectedCallback(): void {
    this.#stop?.();
  }

  async #send(server: DemoServer): Promise<void> {
    if (this.#busy) return;
    this.#busy = this.#sent = true;
    if (server.prepare && !(await this.#wake(server.prepare()))) return;
    const isReplay = server.mode === 'recorded';
    this.#again.textContent = isReplay ? 'Replay it' : 'Send another';
    this.#say(
      isReplay
        ? `Replaying a recorded GET ${PAGE_REQUEST_PATH}, at the pace at which it happened.`
        : `Sent GET ${PAGE_REQUEST_PATH}; the trace below is growing now.`,
    );
    const timeline = this.#timeline;
    // What was there is replaced without a jump.
    if (timeline.hidden) timeline.style.minHeight = `${this.#recorded.offsetHeight}px`;
    const { table, outcome } = sendPageRequest(server, pageSession(), () => timeline.refresh());
    timeline.table = table;
    timeline.live = true;
    timeline.hidden = false;
    this.#recorded.hidden = true;
    const ended = await outcome;
    timeline.settle();
    this.#busy = false;
    this.#say(`${isReplay ? 'A recording. ' : ''}${outcomeWords(ended, table)}`);
    if (ended.type === 'failed') doubtConnection();
  }

  async #wake(prepared: Promise<void>): Promise<boolean> {
    this.#say('Starting the demo server in your browser.');
    try {
      await prepared;
      return true;
    } catch (error) {
      this.#busy = false;
      this.#say(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  get #timeline() {
    return this.querySelector('trace-timeline') ?? document.createElement('trace-timeline');
  }
  get #recorded(): HTMLElement {
    return this.#find('recorded');
  }
  get #again(): HTMLElement {
    return this.#find('again');
  }
  #say(words: string): void {
    this.#find('words').textContent = words;
  }
  #find(part: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (!found)
      throw new Error(`<live-hero> has no element with data-part="${part}"; LiveHero.astro makes them.`);
    return found;
  }
}

function outcomeWords(outcome: PageRequestOutcome, table: TraceReader): string {
  const spans = table.spanCount;
  switch (outcome.type) {
    case 'settled':
      return `Answered ${outcome.status} in ${outcome.durationMs.toFixed(1)} ms, ${spans} spans, ${queriesIn(table)} of them database queries. Select a bar.`;
    case 'timed-out':
      return `Answered ${outcome.status} in ${outcome.durationMs.toFixed(1)} ms, but the trace did not come to rest; ${spans} spans arrived.`;
    case 'failed':
      return 'The demo server went away during the request. Send another when the top of the page names one.';
  }
}

function queriesIn(table: TraceReader): number {
  let queries = 0;
  for (let span = 0; span < table.spanCount; span++) {
    if (table.attribute(span as SpanIndex, 'db.system.name') !== undefined) queries++;
  }
  return queries;
}

customElements.define('live-hero', LiveHero);
