/**
 * A phone's way into its room, kept up: joins, listens, joins again when the server was started anew, and sends what is
 * tapped. Its ports are the requests and a place to keep its ticket.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { RoomMessage, Tap } from '../../../demo-server/protocol.ts';
import { afterPhoneEvent, firstPhoneState, type PhoneEvent, type PhoneState } from './phone-state.ts';
import type { RoomRequests } from './room-requests.ts';
import type { LineEvent, Watcher } from './watch-room.ts';

export interface PhonePorts {
  readonly requests: RoomRequests;
  readonly watch: (code: string, who: Watcher, listener: (event: LineEvent) => void) => () => void;
  /** The phone's id in this room, for when the page is loaded again. */
  readonly ticket: { read(code: string): string | undefined; write(code: string, phone: string): void };
  readonly nowMs: () => number;
  /** Runs the task after the delay; the answer cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
}
export interface PhoneModel {
  readonly state: ReadonlySignal<PhoneState>;
  roam(section: string): void;
  follow(): void;
  tap(tap: Tap): Promise<void>;
  answer(option: number): Promise<void>;
  leave(): void;
}

/** A replica that was cut off from the others could let nobody in: now it can. */
const isWhole = (message: RoomMessage): boolean =>
  message.type === 'snapshot' && message.data.cutOff === undefined;

const LEAST_HOLD_S = 1;
/** After it may send again, for a tap to take the count along. */
const TELL_AFTER_MS = 1_000;

export function phoneModel(code: string, firstSection: string, ports: PhonePorts): PhoneModel {
  const { requests, ticket } = ports;
  const state = signal(firstPhoneState(firstSection));
  const happen = (event: PhoneEvent) => {
    state.value = afterPhoneEvent(state.value, event);
  };
  let isOver = false;
  let stop = () => {};
  let isJoining = false;
  /** Taps that were made and not sent, and not told to the room yet. */
  let withheld = 0;
  let heldUntilMs = 0;
  let stopTelling: (() => void) | undefined;

  /** Asked for with each attempt of the line, so that a restart of the server needs no more than this. */
  async function join(): Promise<void> {
    if (isJoining) return;
    isJoining = true;
    const answer = await requests.join(code, state.value.ticket?.phone ?? ticket.read(code));
    isJoining = false;
    if (isOver) return;
    if (answer.type === 'refused') return happen({ type: 'refused', refusal: answer.refusal });
    ticket.write(code, answer.value.phone);
    happen({ type: 'joined', ticket: answer.value });
  }

  async function start(): Promise<void> {
    await join();
    if (isOver) return;
    stop = ports.watch(code, { phone: () => state.value.ticket?.phone }, (event) => {
      happen({ type: 'line', event });
      if (event.type === 'refused' && event.refusal.code === 'unknown-phone') void join();
      // The line is that of an onlooker until there is a ticket.
      if (event.type === 'open' && state.value.ticket === undefined) void join().then(restart);
      if (event.type === 'message' && isWhole(event.message) && state.value.ticket === undefined)
        void join().then(restart);
      if (event.type === 'message' && event.message.type === 'dropped') void lookAgain();
      if (event.type === 'message' && event.message.type === 'closed') stop();
    });
  }
  function restart(): void {
    if (isOver || state.value.ticket === undefined) return;
    stop();
    void start();
  }
  async function lookAgain(): Promise<void> {
    const answer = await requests.look(code);
    if (answer.type === 'ok' && !isOver)
      happen({ type: 'line', event: { type: 'message', message: { type: 'snapshot', data: answer.value } } });
  }
  void start();

  function takeWithheld(): number {
    const taken = withheld;
    withheld = 0;
    stopTelling?.();
    stopTelling = undefined;
    return taken;
  }
  async function tellWithheld(phone: string): Promise<void> {
    const told = takeWithheld();
    const answer = told > 0 && (await requests.tellWithheld(code, phone, told));
    if (answer && answer.type === 'refused' && answer.refusal.status === 0) withheld += told;
  }

  return {
    state,
    roam: (section) => happen({ type: 'roam', section }),
    follow: () => happen({ type: 'return' }),
    async tap(tap) {
      const phone = state.value.ticket?.phone;
      if (phone === undefined) return;
      // One at a time: what a busy server has not answered would only be asked again.
      const waitMs = Math.max(0, heldUntilMs - ports.nowMs());
      if (waitMs > 0 || state.value.sending > 0) {
        happen({ type: 'tapped', tap: { type: 'held-back', tap, waitS: Math.ceil(waitMs / 1e3) } });
        withheld++;
        stopTelling ??= ports.after(waitMs + TELL_AFTER_MS, () => void tellWithheld(phone));
        return;
      }
      happen({ type: 'tap-sent' });
      const told = takeWithheld();
      const answer = await requests.tap(code, phone, tap, told);
      if (answer.type === 'refused') {
        const { refusal } = answer;
        // Nobody heard of it.
        if (refusal.status === 0) withheld += told;
        if (refusal.code === 'room-busy')
          heldUntilMs = ports.nowMs() + 1e3 * (refusal.retryAfterS ?? LEAST_HOLD_S);
        return happen({ type: 'tapped', tap: { type: 'refused', tap, refusal } });
      }
      happen({ type: 'tapped', tap: { type: 'served', answer: answer.value } });
    },
    async answer(option) {
      const { ticket, view } = state.value;
      const poll = view?.poll?.id;
      if (ticket === undefined || poll === undefined) return;
      const answer = await requests.answer(code, ticket.phone, poll, option);
      if (answer.type === 'ok') happen({ type: 'answered', poll, option });
      else happen({ type: 'answer-refused', refusal: answer.refusal });
    },
    leave() {
      isOver = true;
      stopTelling?.();
      stop();
    },
  };
}
