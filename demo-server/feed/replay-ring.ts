/**
 * The newest messages of a session, for pages that come back. Of those that left, the newest are remembered by number
 * and spans, so that who comes too late is told what was missed.
 */
import { lifeOf } from '../exchange/exchange.ts';
import type { Dropped } from '../protocol.ts';
import type { EncodedMessage } from './feed-entry.ts';

const MESSAGES = 2_000;
const CHARS = 4_000_000;
const SLACK = 256;
/** In the place of a message that has left, so that it is not held until others leave too. */
const GONE: EncodedMessage = { id: 0, type: 'logs', json: '', spans: 0 };

export class ReplayRing {
  #kept: EncodedMessage[] = [];
  /** So many of them have left: they are taken away together, which is cheaper than each alone. */
  #gone = 0;
  #chars = 0;
  #left: { readonly id: number; readonly spans: number }[] = [];
  /** The first entry that was heard, shown or not: nothing is known of what was before. */
  #first = 0;
  #newest = 0;

  get newest(): number {
    return this.#newest;
  }

  /** An entry was heard; not every one is shown. */
  passed(id: number): void {
    this.#first ||= id;
    this.#newest = Math.max(this.#newest, id);
  }

  add(message: EncodedMessage): void {
    this.passed(message.id);
    this.#kept.push(message);
    this.#chars += message.json.length;
    while (this.#kept.length - this.#gone > MESSAGES || this.#chars > CHARS) {
      const oldest = this.#kept[this.#gone];
      if (oldest === undefined || this.#gone === this.#kept.length - 1) break;
      this.#chars -= oldest.json.length;
      this.#left.push({ id: oldest.id, spans: oldest.spans });
      this.#kept[this.#gone++] = GONE;
    }
    if (this.#gone >= SLACK) {
      this.#kept.splice(0, this.#gone);
      this.#gone = 0;
    }
    if (this.#left.length > 2 * MESSAGES) this.#left = this.#left.slice(-MESSAGES);
  }

  /**
   * What follows after a number, and first, where some of it is gone, how much. After a number of an earlier life,
   * everything is news.
   */
  *after(lastEventId: number): Generator<EncodedMessage> {
    const isKnown = lastEventId >= this.#first || lifeOf(lastEventId) === lifeOf(this.#first);
    const from = isKnown ? lastEventId : this.#first - 1;
    const missed = this.#missedAfter(from);
    if (missed !== undefined) yield missed;
    for (let at = this.#gone; at < this.#kept.length; at++) {
      const message = this.#kept[at];
      if (message !== undefined && message.id > from) yield message;
    }
  }

  #missedAfter(id: number): EncodedMessage | undefined {
    const left = this.#left.filter((message) => message.id > id);
    // What was before this replica began to hear: how many of these entries were messages is not known.
    const before = Math.max(0, this.#first - 1 - id);
    const messages = before + left.length;
    if (messages === 0) return undefined;
    const spans = left.reduce((sum, message) => sum + message.spans, 0);
    const dropped: Dropped = { messages, spans, reason: 'replay-expired' };
    return {
      id: left.at(-1)?.id ?? this.#first - 1,
      type: 'dropped',
      json: JSON.stringify(dropped),
      spans: 0,
    };
  }
}
