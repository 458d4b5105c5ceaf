/**
 * A phone's way into its room, kept up: joins, listens, joins again when the server was started anew, and sends what is
 * tapped. Its ports are the requests and a place to keep its ticket.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Tap } from '../../../demo-server/protocol.ts';
import { afterPhoneEvent, firstPhoneState, type PhoneEvent, type PhoneState } from './phone-state.ts';
import type { RoomRequests } from './room-requests.ts';
import type { LineEvent, Watcher } from './watch-room.ts';

export interface PhonePorts {
  readonly requests: RoomRequests;
  readonly watch: (code: string, who: Watcher, listener: (event: LineEvent) => void) => () => void;
  /** The phone's id in this room, for when the page is loaded again. */
  readonly ticket: { read(code: string): string | undefined; write(code: string, phone: string): void };
}
export interface PhoneModel {
  readonly state: ReadonlySignal<PhoneState>;
  roam(section: string): void;
  follow(): void;
  tap(tap: Tap): Promise<void>;
  answer(option: number): Promise<void>;
  leave(): void;
}

/** More at once than this would wait on this phone, not in the room. */
const MAX_SENDING = 4;

export function phoneModel(code: string, firstSection: string, ports: PhonePorts): PhoneModel {
  const { requests, ticket } = ports;
  const state = signal(firstPhoneState(firstSection));
  const happen = (event: PhoneEvent) => {
    state.value = afterPhoneEvent(state.value, event);
  };
  let isOver = false;
  let stop = () => {};
  let isJoining = false;

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

  return {
    state,
    roam: (section) => happen({ type: 'roam', section }),
    follow: () => happen({ type: 'return' }),
    async tap(tap) {
      const phone = state.value.ticket?.phone;
      if (phone === undefined) return;
      if (state.value.sending >= MAX_SENDING)
        return happen({ type: 'tapped', tap: { type: 'held-back', tap } });
      happen({ type: 'tap-sent' });
      const answer = await requests.tap(code, phone, tap);
      happen({
        type: 'tapped',
        tap:
          answer.type === 'ok'
            ? { type: 'served', answer: answer.value }
            : { type: 'refused', tap, refusal: answer.refusal },
      });
    },
    async answer(option) {
      const { ticket, view } = state.value;
      const poll = view?.poll?.id;
      if (ticket === undefined || poll === undefined) return;
      const answer = await requests.answer(code, ticket.phone, poll, option);
      if (answer.type === 'ok') happen({ type: 'answered', poll, option });
    },
    leave() {
      isOver = true;
      stop();
    },
  };
}
