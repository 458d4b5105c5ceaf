/**
 * The room as the presenter's page holds it: opened, listened to, and opened again under its code when the server was
 * started anew, so that the phones find it where it was.
 *
 *   none --open--> opening --> open <--> lost          end --> none
 *                     '--> refused (no server, wrong token, too many rooms)
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { RoomPoll, RoomState } from '../../../demo-server/protocol.ts';
import type { Refusal, RoomRequests } from './room-requests.ts';
import { afterMessage, type RoomView, viewOf } from './room-view.ts';
import type { LineEvent, Watcher } from './watch-room.ts';

export interface PresenterState {
  readonly status: 'none' | 'opening' | 'open' | 'lost' | 'refused';
  readonly view?: RoomView | undefined;
  readonly refusal?: Refusal | undefined;
}
export interface PresenterPorts {
  readonly token: string;
  readonly requests: RoomRequests;
  readonly watch: (code: string, who: Watcher, listener: (event: LineEvent) => void) => () => void;
  /** Where the code is kept between pages. */
  readonly code: { read(): string | undefined; write(code: string | undefined): void };
  /** The server does not take the token: asked for nothing more with it. */
  readonly tokenRefused: () => void;
}
export interface PresenterRoom {
  readonly state: ReadonlySignal<PresenterState>;
  /** The room that was open, or a new one. */
  open(): Promise<void>;
  end(): Promise<void>;
  /** Sends the newest state; one that is overtaken while another is on its way is left out. */
  say(state: RoomState): void;
  ask(poll: RoomPoll | null): Promise<void>;
  /** Leaves the room as it is. */
  leave(): void;
}

export function presenterRoom({ token, requests, watch, code, tokenRefused }: PresenterPorts): PresenterRoom {
  const state = signal<PresenterState>({ status: 'none' });
  let stop = () => {};
  let isOpening = false;
  let waiting: RoomState | undefined;
  let isSaying = false;

  async function open(): Promise<void> {
    if (isOpening) return;
    isOpening = true;
    if (state.value.view === undefined) state.value = { status: 'opening' };
    const answer = await requests.open(code.read());
    isOpening = false;
    if (answer.type === 'refused') {
      if (answer.refusal.status === 401) refuse(answer.refusal);
      else if (state.value.status !== 'lost') state.value = { status: 'refused', refusal: answer.refusal };
      return;
    }
    const before = state.value.view;
    const view = viewOf(answer.value);
    code.write(view.code);
    state.value = { status: 'open', view };
    stop();
    stop = watch(view.code, { token }, hear);
    // Its votes went with the server; the question is still on the wall.
    const isAnother = before?.presenterOnly?.session !== view.presenterOnly?.session;
    if (before?.poll && view.poll === null && isAnother) await ask(before.poll);
  }

  async function ask(poll: RoomPoll | null): Promise<void> {
    const room = state.value.view?.code;
    if (room === undefined) return;
    const answer = await requests.putPoll(room, poll);
    // What was asked comes back on the line.
    const refusal = answer.type === 'refused' ? answer.refusal : undefined;
    state.value = { ...state.value, refusal };
  }

  /** Another server, or another start of it: this token will not become right. */
  function refuse(refusal: Refusal): void {
    stop();
    tokenRefused();
    state.value = { status: 'refused', refusal };
  }

  function hear(event: LineEvent): void {
    const { view } = state.value;
    switch (event.type) {
      case 'open':
        state.value = { status: 'open', view };
        return;
      case 'lost':
        if (state.value.status !== 'refused') state.value = { status: 'lost', view };
        return;
      case 'refused':
        state.value = { status: 'lost', view, refusal: event.refusal };
        // The server forgot the room, and not the presenter: it was started anew.
        if (event.refusal.code === 'unknown-room' && code.read() !== undefined) void open();
        if (event.refusal.status === 401) refuse(event.refusal);
        return;
      case 'message':
        if (event.message.type === 'closed') {
          stop();
          code.write(undefined);
          state.value = { status: 'none' };
          return;
        }
        state.value = { ...state.value, view: afterMessage(view, event.message) };
    }
  }

  async function sayWaiting(): Promise<void> {
    if (isSaying) return;
    isSaying = true;
    for (;;) {
      const room = state.value.view?.code;
      const next = waiting;
      if (room === undefined || next === undefined) break;
      waiting = undefined;
      // One that is lost on the way is said again when the room's own, older one arrives with the line.
      await requests.putState(room, next);
    }
    isSaying = false;
  }

  return {
    state,
    open,
    async end() {
      const room = state.value.view?.code;
      if (room === undefined) return;
      const answer = await requests.end(room);
      if (answer.type === 'refused' && answer.refusal.status !== 404) {
        state.value = { ...state.value, refusal: answer.refusal };
        return;
      }
      code.write(undefined);
      stop();
      state.value = { status: 'none' };
    },
    say(next) {
      waiting = next;
      void sayWaiting();
    },
    ask,
    leave: () => stop(),
  };
}
