/**
 * `<server-mode>`: shows the connection that everything on the page shares. A reader who comes back to the page, or to
 * the network, gets a fresh answer.
 */

import type { BootState } from '../../server-client/in-browser.ts';
import {
  type ConnectionState,
  doubtConnection,
  type Preference,
  preferredServer,
  preferServer,
  retryConnection,
  subscribeBoot,
  subscribeConnection,
  wakeInBrowserServer,
} from '../../server-client/page-connection.ts';
import type { ServerMode } from '../../server-client/port.ts';
import { modeWords } from './mode-words.ts';

class ServerModeElement extends HTMLElement {
  #stop = new AbortController();
  #connection: ConnectionState = { type: 'connecting' };
  #boot: BootState = { type: 'asleep' };

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    signal.addEventListener(
      'abort',
      subscribeConnection((state) => {
        this.#connection = state;
        this.#show();
      }),
    );
    signal.addEventListener(
      'abort',
      subscribeBoot((boot) => {
        this.#boot = boot;
        this.#show();
      }),
    );
    document.addEventListener('visibilitychange', () => !document.hidden && doubtConnection(), { signal });
    addEventListener('online', retryConnection, { signal });
    this.#part('again')?.addEventListener('click', retryConnection, { signal });
    this.#part('recordings')?.addEventListener('click', () => this.#prefer('recorded'), { signal });
    const switches = this.#part('switch');
    switches?.addEventListener('click', () => this.#switch(), { signal });
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #switch(): void {
    if (preferredServer() !== 'automatic') this.#prefer('automatic');
    else if (this.#isLive()) this.#prefer('in-browser');
    else wakeInBrowserServer();
  }

  #prefer(preference: Preference): void {
    preferServer(preference);
    this.#show();
  }

  #show(): void {
    const state = this.#connection;
    const words = modeWords(state, this.#boot);
    this.dataset['serverMode'] = words.mode;
    this.dataset['shape'] = words.shape;
    this.#say('label', words.label);
    this.#say('explanation', words.explanation);
    this.#say('progress', words.progress ?? '');
    this.#say('progress-line', words.progress ?? '');
    const command = this.#part('command');
    if (command) {
      command.hidden = words.command === undefined;
      command.textContent = words.command ?? '';
    }
    const again = this.#part('again');
    if (again) again.hidden = state.type === 'connected' && state.because === undefined;
    const recordings = this.#part('recordings');
    if (recordings) recordings.hidden = words.mode === 'recorded';
    this.#showSwitch(words.mode);
  }

  /** The way that is not taken: back from what the learner insists on, or to the browser. */
  #showSwitch(mode: ServerMode): void {
    const button = this.#part('switch');
    if (!button) return;
    const preference = preferredServer();
    const canFetch = mode === 'in-browser' && this.#boot.type === 'asleep';
    button.hidden = preference === 'automatic' && mode !== 'live' && !canFetch;
    this.#say(
      'switch',
      preference === 'recorded'
        ? 'Leave the recordings'
        : preference === 'in-browser'
          ? 'Use the live server'
          : mode === 'live'
            ? 'Run in your browser'
            : 'Fetch it now',
    );
  }

  #isLive(): boolean {
    return this.#connection.type === 'connected' && this.#connection.server.mode === 'live';
  }

  #part(name: string): HTMLElement | null {
    return this.querySelector(`[data-part="${name}"]`);
  }
  /** Sets text only when it changes, so that a live region is not read out again for nothing. */
  #say(name: string, text: string): void {
    const part = this.#part(name);
    if (part && part.textContent !== text) part.textContent = text;
  }
}

customElements.define('server-mode', ServerModeElement);
