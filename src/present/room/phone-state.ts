/**
 * A phone in a room: does it follow the talk or roam on its own, and what became of its taps. Pure.
 *
 *   following --next, previous, a section chosen--> roaming --return--> following
 *       '-- shows the presenter's section           '-- shows its own, and says when the talk is elsewhere
 */
import type { PhoneTicket, Tap, TapAnswer } from '../../../demo-server/protocol.ts';
import type { Refusal } from './room-requests.ts';
import { afterMessage, type RoomView } from './room-view.ts';
import type { LineEvent } from './watch-room.ts';

export interface PhoneState {
  readonly line: 'opening' | 'open' | 'lost';
  readonly refusal?: Refusal | undefined;
  readonly view?: RoomView | undefined;
  readonly ticket?: PhoneTicket | undefined;
  readonly mode: 'following' | 'roaming';
  /** The section on show while roaming. */
  readonly ownSection: string;
  readonly tap?: TapState | undefined;
  /** Taps under way. */
  readonly sending: number;
  /** What became of all its taps. */
  readonly tally: { readonly served: number; readonly notServed: number };
  /** What it answered in the poll on show. */
  readonly option: number | null;
  /** Why its last answer was not taken. */
  readonly answerRefusal?: Refusal | undefined;
}
export type TapState =
  | { readonly type: 'served'; readonly answer: TapAnswer }
  | { readonly type: 'refused'; readonly tap: Tap; readonly refusal: Refusal }
  /** Counted here, and told with the next: the room said not to send for so long, or an earlier one has no answer yet. */
  | { readonly type: 'held-back'; readonly tap: Tap; readonly waitS: number };

export type PhoneEvent =
  | { readonly type: 'line'; readonly event: LineEvent }
  | { readonly type: 'joined'; readonly ticket: PhoneTicket }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'roam'; readonly section: string }
  | { readonly type: 'return' }
  | { readonly type: 'tap-sent' }
  | { readonly type: 'tapped'; readonly tap: TapState }
  | { readonly type: 'answered'; readonly poll: string; readonly option: number }
  | { readonly type: 'answer-refused'; readonly refusal: Refusal };

const NO_TAPS: PhoneState['tally'] = { served: 0, notServed: 0 };

export function firstPhoneState(section: string): PhoneState {
  return {
    line: 'opening',
    mode: 'following',
    ownSection: section,
    sending: 0,
    tally: NO_TAPS,
    option: null,
  };
}

export function afterPhoneEvent(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case 'line':
      return afterLine(state, event.event);
    case 'joined':
      return { ...state, ticket: event.ticket, option: event.ticket.option, refusal: undefined };
    case 'refused':
      return { ...state, refusal: event.refusal };
    case 'roam':
      return { ...state, mode: 'roaming', ownSection: event.section };
    case 'return':
      return { ...state, mode: 'following' };
    case 'tap-sent':
      return { ...state, sending: state.sending + 1 };
    case 'tapped':
      return {
        ...state,
        tap: event.tap,
        sending: event.tap.type === 'held-back' ? state.sending : Math.max(0, state.sending - 1),
        tally: tallyAfter(state.tally, event.tap.type),
      };
    case 'answered':
      return state.view?.poll?.id === event.poll
        ? { ...state, option: event.option, answerRefusal: undefined }
        : state;
    case 'answer-refused':
      return { ...state, answerRefusal: event.refusal };
  }
}

function tallyAfter({ served, notServed }: PhoneState['tally'], type: TapState['type']): PhoneState['tally'] {
  return type === 'served' ? { served: served + 1, notServed } : { served, notServed: notServed + 1 };
}

function afterLine(state: PhoneState, event: LineEvent): PhoneState {
  switch (event.type) {
    case 'open':
      return { ...state, line: 'open', refusal: undefined };
    case 'lost':
      return { ...state, line: 'lost' };
    case 'refused':
      return { ...state, line: 'lost', refusal: event.refusal };
    case 'message': {
      const view = afterMessage(state.view, event.message);
      const isSamePoll = view?.poll?.id === state.view?.poll?.id || state.view === undefined;
      return isSamePoll ? { ...state, view } : { ...state, view, option: null, answerRefusal: undefined };
    }
  }
}

/** What is on show: the section and, while following, how much of it. */
export function shownPlace(state: PhoneState): { readonly section: string; readonly step: number | 'all' } {
  const place = state.view?.place;
  if (state.mode === 'roaming' || !place) return { section: state.ownSection, step: 'all' };
  return { section: place.section, step: place.step };
}

/** The section `by` further in the order of the talk; the same at the ends. */
export function sectionBeside(sections: readonly string[], section: string, by: 1 | -1): string {
  const at = sections.indexOf(section);
  return sections[Math.max(0, Math.min(sections.length - 1, at + by))] ?? section;
}
