/**
 * What a room says, numbered, to everyone who listens: the newest of it is kept, so that who comes back hears what was
 * missed, and who comes late gets a snapshot instead.
 *
 *   publish --> message n --> ring (bounded) + each subscriber       subscribe(after n) --> n+1, n+2, ... or snapshot
 *
 * Numbers start at the wall clock: those of an earlier life of the server are lower than all of this one, and so whoever
 * comes with one gets a snapshot.
 */
import type { Clock } from '../clock.ts';
import type { StreamedMessage } from '../feed/sse-stream.ts';
import type { RoomMessage } from './room-protocol.ts';

export type RoomSubscriber = (message: StreamedMessage) => void;
export type Listener = 'phone' | 'presenter' | 'looker-on';

const RING_MESSAGES = 256;
const RING_CHARS = 1_000_000;
const FOR_PRESENTERS: readonly RoomMessage['type'][] = ['talk', 'figure'];

export class RoomFeed {
  readonly #subscribers = new Map<RoomSubscriber, Listener>();
  #ring: StreamedMessage[] = [];
  #ringChars = 0;
  #lastId: number;

  constructor(clock: Clock) {
    this.#lastId = clock.wallMs();
  }

  get size(): number {
    return this.#subscribers.size;
  }
  count(listener: Listener): number {
    let found = 0;
    for (const kind of this.#subscribers.values()) if (kind === listener) found++;
    return found;
  }

  publish(message: RoomMessage): void {
    if (FOR_PRESENTERS.includes(message.type)) {
      // Not in the ring, for phones must not hear it: a presenter's page that comes back gets a snapshot anyway.
      const encoded = this.#encoded(message, this.#lastId);
      for (const [subscriber, kind] of this.#subscribers) if (kind === 'presenter') subscriber(encoded);
      return;
    }
    const encoded = this.#encoded(message, ++this.#lastId);
    this.#ring.push(encoded);
    this.#ringChars += encoded.json.length;
    while (this.#ring.length > RING_MESSAGES || this.#ringChars > RING_CHARS)
      this.#ringChars -= this.#ring.shift()?.json.length ?? 0;
    for (const subscriber of this.#subscribers.keys()) subscriber(encoded);
  }

  /** From now on; first what was missed after `lastEventId` if all of it is still here, else the snapshot. */
  subscribe(
    subscriber: RoomSubscriber,
    listener: Listener,
    snapshot: () => RoomMessage,
    lastEventId?: number,
  ): () => void {
    const missed = listener === 'presenter' ? undefined : this.#after(lastEventId);
    if (missed === undefined) subscriber(this.#encoded(snapshot(), this.#lastId));
    else for (const message of missed) subscriber(message);
    this.#subscribers.set(subscriber, listener);
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#subscribers.clear();
  }

  #after(lastEventId: number | undefined): readonly StreamedMessage[] | undefined {
    if (lastEventId === undefined || lastEventId > this.#lastId) return undefined;
    const oldest = this.#ring[0]?.id ?? this.#lastId + 1;
    return lastEventId >= oldest - 1 ? this.#ring.filter(({ id }) => id > lastEventId) : undefined;
  }

  #encoded({ type, data }: RoomMessage, id: number): StreamedMessage {
    return { id, type, json: JSON.stringify(data), spans: 0 };
  }
}
