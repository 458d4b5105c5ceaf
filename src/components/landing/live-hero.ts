/**
 * `<live-hero>`: sends the page's first request as soon as a demo server answers, and shows its trace while it grows.
 * Until then, and without a server, the drawing that came with the page stays.
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
      if (this.#sent) return;
      if (this.#server?.mode === 'live') return void this.#send(this.#server);
      // One in the browser is some megabytes: fetched when somebody asks, never by opening a page.
      if (this.#server) {
        this.#again.textContent = 'Send it in your browser';
        this.#say('The drawing of an earlier run. This page can bring the demo server and send it now.');
      } else if (state.type === 'unreachable') {
        this.#say(
          'No demo server answers here, so this is the drawing of an earlier run. Start one with npm start.',
        );
      }
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
    this.#again.textContent = 'Send another';
    this.#say(`Sent GET ${PAGE_REQUEST_PATH}; the trace below is growing now.`);
    const timeline = this.#timeline;
    const { table, outcome } = sendPageRequest(server, pageSession(), () => timeline.refresh());
    timeline.table = table;
    timeline.live = true;
    timeline.hidden = false;
    this.#drawing.hidden = true;
    const ended = await outcome;
    timeline.settle();
    this.#busy = false;
    this.#say(outcomeWords(ended, table));
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
  get #drawing(): HTMLElement {
    return this.#find('drawing');
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
