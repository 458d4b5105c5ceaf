/** All rooms of this server, by code and by session. Their number is bounded, and so is how long they last. */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import { BAGGAGE_SESSION_ID } from '../protocol.ts';
import { Room, type RoomLimits } from './room.ts';
import { ROOM_ALPHABET, ROOM_CODE_LENGTH } from './room-protocol.ts';

export const MAX_ROOMS = 16;
const LONGEST_MS = 12 * 3_600_000;
/** Of rooms, those that ended too: whoever gave a talk looks at it afterwards. */
const SESSIONS_KEPT = 24;
/** With nobody in it. */
const IDLE_MS = 3_600_000;

export class Rooms {
  readonly #clock: Clock;
  readonly #limits: RoomLimits | undefined;
  readonly #byCode = new Map<string, Room>();
  readonly #bySession = new Map<string, Room>();
  #sessions: readonly string[] = [];

  constructor(clock: Clock, limits?: RoomLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Under which the telemetry of the rooms is found, newest room first. */
  get sessions(): readonly string[] {
    return this.#sessions;
  }
  get all(): readonly Room[] {
    return [...this.#byCode.values()];
  }
  room(code: string): Room | undefined {
    return this.#byCode.get(code);
  }

  /** A new room, under a code of its own or the one that is asked for; undefined when there are too many. */
  open(code: string = this.#newCode()): Room | undefined {
    const known = this.#byCode.get(code);
    if (known !== undefined) return known;
    this.sweep();
    if (this.#byCode.size >= MAX_ROOMS) return undefined;
    const room = new Room(code, this.#clock, this.#limits);
    this.#byCode.set(code, room);
    this.#bySession.set(room.session, room);
    this.#sessions = [room.session, ...this.#sessions].slice(0, SESSIONS_KEPT);
    return room;
  }

  end(room: Room): void {
    this.#forget(room, 'ended');
  }

  /** Ends rooms that lasted too long, or that nobody has been in for an hour. */
  sweep(): void {
    const nowMs = this.#clock.now();
    for (const room of this.all) {
      const isOver = nowMs - room.openedMs > LONGEST_MS;
      const isLeft = room.isEmpty && nowMs - room.lastUsedMs > IDLE_MS;
      if (isOver || isLeft) this.#forget(room, 'expired');
    }
  }

  close(): void {
    for (const room of this.all) this.#forget(room, 'ended');
  }

  /** The way of spans to the figures of their room. */
  readonly spanProcessor: SpanProcessor = {
    onStart: () => {},
    onEnd: (span: ReadableSpan) => {
      const session = span.attributes[BAGGAGE_SESSION_ID];
      if (typeof session === 'string') this.#bySession.get(session)?.figures.spanEnded(span);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };

  #forget(room: Room, reason: 'ended' | 'expired'): void {
    this.#byCode.delete(room.code);
    this.#bySession.delete(room.session);
    room.close(reason);
  }

  #newCode(): string {
    for (;;) {
      const numbers = crypto.getRandomValues(new Uint32Array(ROOM_CODE_LENGTH));
      const code = Array.from(numbers, (n) => ROOM_ALPHABET[n % ROOM_ALPHABET.length]).join('');
      if (!this.#byCode.has(code)) return code;
    }
  }
}
