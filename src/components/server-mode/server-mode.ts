/**
 * `<server-mode>`: shows the connection that everything on the page shares. A reader who comes back to the page, or to
 * the network, gets a fresh answer.
 */
import {
  type ConnectionState,
  doubtConnection,
  subscribeConnection,
} from '../../server-client/page-connection.ts';
import { modeWords } from './mode-words.ts';

class ServerModeElement extends HTMLElement {
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    signal.addEventListener(
      'abort',
      subscribeConnection((state) => this.#show(state)),
    );
    document.addEventListener('visibilitychange', () => !document.hidden && doubtConnection(), { signal });
    addEventListener('online', doubtConnection, { signal });
    this.#part('again')?.addEventListener('click', doubtConnection, { signal });
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #show(state: ConnectionState): void {
    const words = modeWords(state);
    this.dataset['serverMode'] = words.mode;
    this.dataset['shape'] = words.shape;
    this.#say('label', words.label);
    this.#say('explanation', words.explanation);
    const command = this.#part('command');
    if (command) {
      command.hidden = words.command === undefined;
      command.textContent = words.command ?? '';
    }
    const again = this.#part('again');
    if (again) again.hidden = state.type === 'connected';
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
