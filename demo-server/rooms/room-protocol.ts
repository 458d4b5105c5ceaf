/**
 * What a room says and is told. A room is a talk that phones take part in: the presenter steers, phones follow and tap.
 * Over HTTP each message is one server-sent event (`event:` = type, `data:` = JSON of data) of `GET /api/rooms/:code/feed`.
 *
 *   presenter --place, poll--> room --place, poll, votes--> phones --taps, answers--> room --> building-api
 *                               '---- talk, figures -----> presenter's pages only
 */

/** Where the talk is; all that phones are told of it. */
export interface RoomPlace {
  /** A section of the deck, as in its address: `recap-2`, `recap-purpose`. */
  readonly section: string;
  /** How many things have appeared on it. */
  readonly step: number;
  readonly black: boolean;
}
/** What the presenter's own pages share besides; the room keeps it and does not look inside. */
export type RoomTalk = Readonly<Record<string, unknown>>;
export interface RoomState extends RoomPlace {
  readonly talk?: RoomTalk | undefined;
}

export interface RoomPoll {
  readonly id: string;
  readonly question: string;
  readonly options: readonly string[];
  /** The answers stay on the wall; no more are taken. */
  readonly closed?: boolean | undefined;
}
/** How many phones chose each option, in the order of the options. */
export interface RoomVotes {
  readonly poll: string;
  readonly counts: readonly number[];
}

export const TAPS = ['heartbeat', 'leak', 'lock'] as const;
export type Tap = (typeof TAPS)[number];
/** What a phone's tap did. */
export interface TapAnswer {
  readonly tap: Tap;
  /** Which device of the building it was; each phone has a flat of its own, as far as they go. */
  readonly deviceId: number;
  readonly unitId: number;
  /** What the device says it is now, after `lock`. */
  readonly state?: string;
  readonly traceId: string;
  readonly durationMs: number;
}

/** One second of a room: the four graphs. Derived from its spans as they end. */
export interface RoomFigure {
  readonly atUnixMs: number;
  /** Opened to hubs in this second. */
  readonly connections: number;
  /** Messages that were sent and not yet processed, at the end of this second. */
  readonly queueDepth: number;
  /** Taps that the building has, and those in line for it, at the end of this second. */
  readonly tapsUnderWay: number;
  readonly tapsWaiting: number;
  /** How many the building is given at once: found by trying. */
  readonly tapsAtOnce: number;
  /** Of the taps that were answered in this second; null when there were none. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Statements that wrote, by what they did. */
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly totals: RoomTotals;
}
/** Since the room was opened: `tapped` is `served`, `refused`, `failed`, and those under way or waiting. */
export interface RoomTotals {
  /** All that arrived. */
  readonly tapped: number;
  readonly served: number;
  /** Counted, and not sent to the building: the phone was too fast, or the room busy. */
  readonly refused: number;
  /** Let in, and not answered as they should be. */
  readonly failed: number;
  readonly answers: number;
  readonly spans: number;
}

export interface RoomSnapshot {
  readonly code: string;
  readonly place: RoomPlace | null;
  readonly poll: RoomPoll | null;
  readonly votes: RoomVotes | null;
  /** How many are connected. */
  readonly phones: number;
  /** Whether a page of the presenter is connected. */
  readonly presenter: boolean;
  /** This replica cannot reach the others for the moment: what it shows is from before. A snapshot says when it is over. */
  readonly cutOff?: true;
}
/** What only the presenter's pages get. */
export interface PresenterSnapshot extends RoomSnapshot {
  /** Where the room's telemetry is to be watched: `GET /api/feed?session=`. */
  readonly session: string;
  readonly talk: RoomTalk | null;
  /** Oldest first. */
  readonly figures: readonly RoomFigure[];
  /** Addresses of this server for phones, if it listens on more than this machine. */
  readonly reachableAt: readonly string[];
}

/** `GET /api/rooms`, for the presenter alone. */
export interface RoomList {
  readonly rooms: readonly RoomSnapshot[];
  /** Of these rooms and of those that ended, newest first: named to the store, they show what phones caused. */
  readonly sessions: readonly string[];
}

export type RoomMessage =
  | { readonly type: 'snapshot'; readonly data: RoomSnapshot | PresenterSnapshot }
  | { readonly type: 'place'; readonly data: RoomPlace }
  | { readonly type: 'poll'; readonly data: RoomPoll | null }
  | { readonly type: 'votes'; readonly data: RoomVotes }
  | { readonly type: 'phones'; readonly data: { readonly phones: number } }
  | { readonly type: 'presenter'; readonly data: { readonly presenter: boolean } }
  | { readonly type: 'closed'; readonly data: { readonly reason: RoomEnd } }
  | { readonly type: 'talk'; readonly data: RoomTalk }
  | { readonly type: 'figure'; readonly data: RoomFigure }
  /** Messages that this reader will never see; a fresh snapshot follows when it reconnects. */
  | { readonly type: 'dropped'; readonly data: { readonly messages: number } };
export type RoomEnd = 'ended' | 'expired';
export const ROOM_MESSAGE_TYPES = [
  'snapshot',
  'place',
  'poll',
  'votes',
  'phones',
  'presenter',
  'closed',
  'talk',
  'figure',
  'dropped',
] as const satisfies readonly RoomMessage['type'][];

/** `POST /api/rooms/:code/phones` answers this; `phone` names the phone in its other requests. */
export interface PhoneTicket {
  readonly phone: string;
  /** First come, first counted. */
  readonly number: number;
  /** The flat whose devices its taps reach. */
  readonly unitId: number;
  /** What it answered in the poll that is open. */
  readonly option: number | null;
}

/** Letters and figures that cannot be mistaken for one another, and that spell nothing. */
export const ROOM_ALPHABET = 'BCDFGHJKMNPQRTVWXZ346789';
export const ROOM_CODE_LENGTH = 4;

/** A code as people type it: small letters, with spaces or dashes. Undefined when it is none. */
export function readRoomCode(text: string): string | undefined {
  const code = text.toUpperCase().replace(/[\s-]/g, '');
  const isCode =
    code.length === ROOM_CODE_LENGTH && [...code].every((letter) => ROOM_ALPHABET.includes(letter));
  return isCode ? code : undefined;
}
