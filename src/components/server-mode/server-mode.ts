/**
 * `<server-mode>`: shows the connection that everything on the page shares. A reader who comes back to the page, or to
 * the network, gets a fresh answer.
 */

import type { BootState } from '../../server-client/in-browser.ts';
import {
  type ConnectionState,
  doubtConnection,
  preferredServer,
  preferServer,
  subscribeBoot,
  subscribeConnection,
  wakeInBrowserServer,
} from '../../server-client/page-connection.ts';
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
    addEventListener('online', doubtConnection, { signal });
    this.#part('again')?.addEventListener('click', doubtConnection, { signal });
    const switches = this.#part('switch');
    switches?.addEventListener('click', () => this.#switch(), { signal });
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #switch(): void {
    if (preferredServer() === 'in-browser') preferServer('automatic');
    else if (this.#isLive()) preferServer('in-browser');
    else wakeInBrowserServer();
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
    if (again) again.hidden = state.type === 'connected';
    this.#showSwitch();
  }

  /** One button, for the way that is not taken. */
  #showSwitch(): void {
    const button = this.#part('switch');
    if (!button) return;
    const insists = preferredServer() === 'in-browser';
    const live = this.#isLive();
    const canFetch = this.#connection.type === 'connected' && this.#boot.type === 'asleep';
    button.hidden = !insists && !live && !canFetch;
    this.#say('switch', insists ? 'Use the live server' : live ? 'Run in your browser' : 'Fetch it now');
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
