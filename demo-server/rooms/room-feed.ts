/**
 * What a room says to everyone who listens at this replica. A message has the number of the entry of the log that it is made
 * of, at every replica the same: who comes back, to whichever, hears what was missed, and who comes late gets a snapshot.
 *
 *   publish(7, message) --> ring (bounded) + each subscriber       subscribe(after 7) --> 8, 9, ... or snapshot
 *   tell(message): what is so now (head counts, votes): not in the ring, for who comes back is told it anyway
 */
import { lifeOf } from '../exchange/exchange.ts';
import type { StreamedMessage } from '../feed/sse-stream.ts';
import type { RoomMessage } from './room-protocol.ts';

export type RoomSubscriber = (message: StreamedMessage) => void;
export type Listener = 'phone' | 'presenter' | 'looker-on';

interface Subscription {
  readonly listener: Listener;
  readonly snapshot: () => RoomMessage;
  /** It was told this much elsewhere, by a replica that is ahead. */
  readonly heard: number;
}

const RING_MESSAGES = 256;
const RING_CHARS = 1_000_000;
const FOR_PRESENTERS: readonly RoomMessage['type'][] = ['talk', 'figure'];
/** So far ahead another replica may be. */
const MAX_AHEAD = 10_000;

export class RoomFeed {
  readonly #subscribers = new Map<RoomSubscriber, Subscription>();
  #ring: { readonly entry: number; readonly message: StreamedMessage }[] = [];
  #ringChars = 0;
  /** All messages after this number are in the ring. */
  #ringAfter = 0;
  #at = 0;

  get size(): number {
    return this.#subscribers.size;
  }
  count(listener: Listener): number {
    let found = 0;
    for (const subscription of this.#subscribers.values()) if (subscription.listener === listener) found++;
    return found;
  }

  /** What entry `id` is to them. Each is whole in itself, so that those before the last may be heard twice. */
  publish(id: number, messages: readonly RoomMessage[]): void {
    if (this.#at === 0) this.#ringAfter = id - 1;
    const before = this.#at;
    this.#at = id;
    messages.forEach((message, n) => {
      const encoded = this.#encoded(message, n < messages.length - 1 ? before : id);
      if (!FOR_PRESENTERS.includes(message.type)) this.#remember(id, encoded);
      this.#send(message.type, encoded);
    });
  }
  tell(message: RoomMessage): void {
    this.#send(message.type, this.#encoded(message, this.#at));
  }
  /** The state came as a whole, or something is so for all of them: everyone gets a snapshot. */
  restart(id: number): void {
    this.#at = this.#ringAfter = id;
    this.#ring = [];
    this.#ringChars = 0;
    this.tellSnapshots();
  }
  tellSnapshots(): void {
    const snapshots = new Map<Listener, StreamedMessage>();
    for (const [subscriber, { listener, snapshot }] of this.#subscribers) {
      const message = snapshots.get(listener) ?? this.#encoded(snapshot(), this.#at);
      snapshots.set(listener, message);
      subscriber(message);
    }
  }

  /** From now on; first what was missed after `lastEventId` if all of it is still here, and `current`, else the snapshot. */
  subscribe(
    subscriber: RoomSubscriber,
    listener: Listener,
    tells: { readonly snapshot: () => RoomMessage; readonly current: () => readonly RoomMessage[] },
    lastEventId?: number,
  ): () => void {
    const missed = listener === 'presenter' ? undefined : this.#after(lastEventId);
    if (missed === undefined) subscriber(this.#encoded(tells.snapshot(), this.#at));
    else {
      for (const message of missed) subscriber(message);
      const id = Math.max(this.#at, lastEventId ?? 0);
      for (const message of tells.current()) subscriber(this.#encoded(message, id));
    }
    const heard = missed === undefined ? 0 : (lastEventId ?? 0);
    this.#subscribers.set(subscriber, { listener, snapshot: tells.snapshot, heard });
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#subscribers.clear();
  }

  #send(type: RoomMessage['type'], message: StreamedMessage): void {
    const isForPresenters = FOR_PRESENTERS.includes(type);
    for (const [subscriber, { listener, heard }] of this.#subscribers)
      if ((listener === 'presenter' || !isForPresenters) && this.#at >= heard) subscriber(message);
  }

  #remember(entry: number, message: StreamedMessage): void {
    this.#ring.push({ entry, message });
    this.#ringChars += message.json.length;
    while (this.#ring.length > RING_MESSAGES || this.#ringChars > RING_CHARS) {
      const gone = this.#ring.shift();
      this.#ringChars -= gone?.message.json.length ?? 0;
      this.#ringAfter = gone?.entry ?? this.#ringAfter;
    }
  }

  #after(lastEventId: number | undefined): readonly StreamedMessage[] | undefined {
    if (lastEventId === undefined || this.#at === 0 || lifeOf(lastEventId) !== lifeOf(this.#at))
      return undefined;
    if (lastEventId < this.#ringAfter || lastEventId > this.#at + MAX_AHEAD) return undefined;
    return this.#ring.flatMap(({ entry, message }) => (entry > lastEventId ? [message] : []));
  }

  #encoded({ type, data }: RoomMessage, id: number): StreamedMessage {
    return { id, type, json: JSON.stringify(data), spans: 0 };
  }
}
