/** The requests of `/api/rooms`. What can be expected to go wrong is a value: refused, with the server's own words. */
import type {
  ErrorBody,
  PhoneTicket,
  PresenterSnapshot,
  RoomPoll,
  RoomSnapshot,
  RoomState,
  Tap,
  TapAnswer,
} from '../../../demo-server/protocol.ts';
import { bearer } from '../../server-client/presenter-token.ts';

export type Answer<T> =
  | { readonly type: 'ok'; readonly value: T }
  | { readonly type: 'refused'; readonly refusal: Refusal };
export interface Refusal {
  /** 0 when nobody answered. */
  readonly status: number;
  /** `unreachable`; `no-rooms` where the answer is not one of a demo server, as on a host of files. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** When to ask again, if the server says so. */
  readonly retryAfterS?: number;
}
export type Send = (path: string, init: RequestInit) => Promise<Response>;

export interface RoomRequests {
  open(code: string | undefined): Promise<Answer<PresenterSnapshot>>;
  look(code: string): Promise<Answer<RoomSnapshot>>;
  end(code: string): Promise<Answer<undefined>>;
  putState(code: string, state: RoomState): Promise<Answer<undefined>>;
  putPoll(code: string, poll: RoomPoll | null): Promise<Answer<undefined>>;
  join(code: string, phone: string | undefined): Promise<Answer<PhoneTicket>>;
  /** `withheld`: so many were made before it, and not sent. */
  tap(code: string, phone: string, tap: Tap, withheld: number): Promise<Answer<TapAnswer>>;
  tellWithheld(code: string, phone: string, withheld: number): Promise<Answer<unknown>>;
  answer(code: string, phone: string, poll: string, option: number): Promise<Answer<undefined>>;
}

/** With a token, as the presenter. */
export function roomRequests(send: Send = (path, init) => fetch(path, init), token?: string): RoomRequests {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && bearer(token)),
    };
    try {
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const response = await send(`/api/rooms${path}`, init);
      if (!response.ok) return { type: 'refused', refusal: await refusalOf(response) };
      const text = await response.text();
      return { type: 'ok', value: (text === '' ? undefined : JSON.parse(text)) as T };
    } catch {
      return { type: 'refused', refusal: UNREACHABLE };
    }
  };
  return {
    open: (code) => ask('POST', '', code === undefined ? {} : { code }),
    look: (code) => ask('GET', `/${code}`),
    end: (code) => ask('DELETE', `/${code}`),
    putState: (code, state) => ask('PUT', `/${code}/state`, state),
    putPoll: (code, poll) => ask('PUT', `/${code}/poll`, poll),
    join: (code, phone) => ask('POST', `/${code}/phones`, phone === undefined ? {} : { phone }),
    tap: (code, phone, tap, withheld) => ask('POST', `/${code}/taps`, { phone, tap, withheld }),
    tellWithheld: (code, phone, withheld) => ask('POST', `/${code}/taps`, { phone, withheld }),
    answer: (code, phone, poll, option) => ask('POST', `/${code}/answers`, { phone, poll, option }),
  };
}

const UNREACHABLE: Refusal = {
  status: 0,
  code: 'unreachable',
  message: 'The server does not answer.',
  hint: 'It is tried again by itself. Is this device in the same network?',
};
const NO_ROOMS: Omit<Refusal, 'status'> = {
  code: 'no-rooms',
  message: 'There are no rooms here: these are files of a host, and no server answers.',
  hint: 'A room needs the live server, `npm start`. Slides and exercises work without one.',
};

export async function refusalOf(response: Response): Promise<Refusal> {
  const { status } = response;
  const retryAfterS = Number(response.headers.get('retry-after'));
  try {
    const { error } = (await response.json()) as ErrorBody;
    return { status, ...error, ...(retryAfterS > 0 && { retryAfterS }) };
  } catch {
    return { status, ...NO_ROOMS };
  }
}
