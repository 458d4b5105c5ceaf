/**
 * All rooms, by code and by session, the same at every replica: which there are is a log of its own, `room-directory.ts`. Their
 * number is bounded, and so is how long they last.
 */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { SharedLog } from '../exchange/shared-log.ts';
import { BAGGAGE_SESSION_ID } from '../protocol.ts';
import { randomUuid } from '../random-uuid.ts';
import { Room, type RoomDeps } from './room.ts';
import { type DirectoryEntry, MAX_ROOMS, type RoomDirectory, roomDirectory } from './room-directory.ts';
import { ROOM_ALPHABET, ROOM_CODE_LENGTH, type RoomEnd } from './room-protocol.ts';

const LONGEST_MS = 12 * 3_600_000;
/** With nobody in it. */
const IDLE_MS = 3_600_000;
const LOG_BOUNDS = { entries: 1_000, chars: 400_000, keepMs: 2 * LONGEST_MS };

export type Opened =
  | { readonly type: 'opened' | 'known'; readonly room: Room }
  | { readonly type: 'too-many' }
  | { readonly type: 'cut-off' };

export class Rooms {
  readonly #deps: RoomDeps;
  readonly #byCode = new Map<string, Room>();
  readonly #bySession = new Map<string, Room>();
  readonly #log: SharedLog<RoomDirectory, DirectoryEntry>;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    this.#log = new SharedLog({
      exchange: deps.exchange,
      clock: deps.clock,
      stream: 'rooms',
      bounds: LOG_BOUNDS,
      reducing: roomDirectory,
      heard: ({ after, told }) => this.#follow(after, told?.type === 'closed' ? told.reason : 'ended'),
    });
    this.#log.start();
  }

  /** Under which the telemetry of the rooms is found, newest room first. */
  get sessions(): readonly string[] {
    return this.#log.state.sessions;
  }
  get all(): readonly Room[] {
    return [...this.#byCode.values()];
  }
  room(code: string): Room | undefined {
    return this.#byCode.get(code);
  }
  /** One that was opened this moment, at another replica, is found too. */
  async find(code: string): Promise<Room | 'cut-off' | undefined> {
    const isCaughtUp = this.#byCode.has(code) || (await this.#log.catchUp());
    if (!isCaughtUp) return 'cut-off';
    const room = this.#byCode.get(code);
    return room === undefined || (await room.ready) ? room : 'cut-off';
  }

  /** A new room, under a code of its own or the one that is asked for. */
  async open(asked?: string): Promise<Opened> {
    const code = asked ?? this.#newCode();
    const known = await this.find(code);
    if (known === 'cut-off') return { type: 'cut-off' };
    if (known !== undefined) return { type: 'known', room: known };
    this.sweep();
    if (this.#byCode.size >= MAX_ROOMS) return { type: 'too-many' };
    const session = `room-${randomUuid()}`;
    const isHeard = await this.#log.telling({
      type: 'opened',
      code,
      session,
      atUnixMs: this.#deps.clock.wallMs(),
    });
    if (!isHeard) return { type: 'cut-off' };
    const room = this.#byCode.get(code);
    if (room === undefined) return { type: 'too-many' };
    // Another replica may have been first with that code.
    return { type: room.session === session ? 'opened' : 'known', room };
  }

  end(room: Room): void {
    this.#end(room, 'ended');
  }

  /** Ends rooms that lasted too long, or that nobody has been in for an hour: whichever replica sees it first. */
  sweep(): void {
    if (this.#deps.exchange.state.type === 'interrupted') return;
    const nowMs = this.#deps.clock.wallMs();
    for (const room of this.all) {
      const isOver = nowMs - room.openedUnixMs > LONGEST_MS;
      const isLeft = room.isEmpty && nowMs - room.usedUnixMs > IDLE_MS;
      if (isOver || isLeft) this.#end(room, 'expired');
    }
  }

  /** This replica stops; the rooms go on at the others. */
  close(): void {
    this.#log.stop();
    for (const room of this.all) room.leave();
    this.#byCode.clear();
    this.#bySession.clear();
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

  #end({ session }: Room, reason: RoomEnd): void {
    this.#log.tell({ type: 'closed', session, reason });
  }

  #follow({ rooms }: RoomDirectory, reason: RoomEnd): void {
    const open = new Set(rooms.map(({ session }) => session));
    for (const room of this.all)
      if (!open.has(room.session)) {
        this.#byCode.delete(room.code);
        this.#bySession.delete(room.session);
        room.close(reason);
      }
    for (const one of rooms) {
      if (this.#bySession.has(one.session)) continue;
      const room = new Room(one, this.#deps);
      this.#byCode.set(room.code, room);
      this.#bySession.set(room.session, room);
    }
  }

  #newCode(): string {
    for (;;) {
      const numbers = crypto.getRandomValues(new Uint32Array(ROOM_CODE_LENGTH));
      const code = Array.from(numbers, (n) => ROOM_ALPHABET[n % ROOM_ALPHABET.length]).join('');
      if (!this.#byCode.has(code)) return code;
    }
  }
}
