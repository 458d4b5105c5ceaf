/**
 * A speaker's page and phones, by the code that their pages have, each at a replica of its own for as long as that lives:
 * then at the balancer, as any page is.
 */
import { type PhoneModel, phoneModel } from '../../src/present/room/phone-model.ts';
import { type PresenterRoom, presenterRoom } from '../../src/present/room/presenter-room.ts';
import { roomRequests, type Send } from '../../src/present/room/room-requests.ts';
import { watchRoom } from '../../src/present/room/watch-room.ts';
import { until } from '../support/programs.ts';
import type { Fleet, Replica } from './fleet.ts';

export interface RoomClients {
  readonly speaker: PresenterRoom;
  readonly phones: readonly PhoneModel[];
  /** The code of the room that was opened. */
  open(): Promise<string>;
  /** Resolves when it is in the room. */
  join(code: string, at: Replica): Promise<PhoneModel>;
  /** Resolves when all phones are shown it. */
  allAt(section: string): Promise<void>;
  leave(): void;
}

export function roomClients(fleet: Fleet, speakerAt: Replica, token: string): RoomClients {
  /** What was refused before it was begun, or broke off, is asked again over the balancer. */
  const sendTo =
    (replica: Replica): Send =>
    (path, init) =>
      fetch(`${replica.url}${path}`, init).catch((error: unknown) => {
        if (init.signal?.aborted) throw error;
        return fetch(`${fleet.url}${path}`, init);
      });
  let kept: string | undefined;
  const send = sendTo(speakerAt);
  const speaker = presenterRoom({
    token,
    requests: roomRequests(send, token),
    watch: (code, who, listener) => watchRoom(code, who, listener, send),
    code: {
      read: () => kept,
      write(code) {
        kept = code;
      },
    },
    tokenRefused: () => {},
  });
  const phones: PhoneModel[] = [];
  return {
    speaker,
    phones,
    async open() {
      await speaker.open();
      await until('the speaker has a line to the room', () => speaker.state.value.status === 'open');
      return kept ?? '';
    },
    async join(code, at) {
      const tickets = new Map<string, string>();
      const send = sendTo(at);
      const phone = phoneModel(code, 'recap-1', {
        requests: roomRequests(send),
        watch: (code, who, listener) => watchRoom(code, who, listener, send),
        ticket: { read: (code) => tickets.get(code), write: (code, phone) => void tickets.set(code, phone) },
        nowMs: () => performance.now(),
        after(delayMs, task) {
          const timer = setTimeout(task, delayMs);
          return () => clearTimeout(timer);
        },
      });
      phones.push(phone);
      await until('the phone is in the room', () => {
        const { ticket, view } = phone.state.value;
        return ticket !== undefined && view !== undefined;
      });
      return phone;
    },
    allAt: (section) =>
      until(`all phones are shown ${section}`, () =>
        phones.every(({ state }) => state.value.view?.place?.section === section),
      ),
    leave() {
      for (const phone of phones) phone.leave();
      speaker.leave();
    },
  };
}
