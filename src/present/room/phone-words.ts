/** What a phone says about its room, its line and its taps. */
import type { Tap } from '../../../demo-server/protocol.ts';
import { durationText } from '../../timeline/layout/duration-text.ts';
import type { PhoneState, TapState } from './phone-state.ts';

export const TAP_WORDS: Readonly<Record<Tap, { readonly label: string; readonly device: string }>> = {
  heartbeat: { label: 'Heartbeat', device: 'thermostat' },
  leak: { label: 'Leak', device: 'leak sensor' },
  lock: { label: 'Lock', device: 'door' },
};

export function statusWords({ line, refusal, view, mode }: PhoneState): string {
  if (view?.ended === 'ended') return 'The speaker has ended this room. The slides stay here to read.';
  if (view?.ended === 'expired') return 'This room is over. The slides stay here to read.';
  if (refusal !== undefined) return `${refusal.message} ${refusal.hint}`;
  if (line === 'lost') return 'The line is lost; this page comes back by itself.';
  if (line === 'opening' || view === undefined) return 'Joining.';
  if (view.cutOff)
    return 'The server has lost touch with the others. Taps are served; slides and votes follow.';
  if (!view.presenter) return 'The speaker’s page is away. It comes back, and so does the talk.';
  if (mode === 'roaming') return 'You are on your own way.';
  return view.place === null ? 'The talk has not begun.' : 'Following the speaker.';
}

/** All that this phone tapped, in one account. */
export const tallyWords = ({ served, notServed }: PhoneState['tally']): string =>
  `${served} served · ${notServed} not`;

export function tapWords(tap: TapState | undefined): string {
  if (tap === undefined) return 'A tap is a real request. Look at the wall.';
  const name = TAP_WORDS[tap.type === 'served' ? tap.answer.tap : tap.tap].label;
  if (tap.type === 'held-back')
    return tap.waitS > 0
      ? `${name}: counted, not sent. The room is busy; tap again in ${tap.waitS} s.`
      : `${name}: counted, not sent. Your tap before it is still under way.`;
  if (tap.type === 'refused') return `${name}. ${tap.refusal.message}`;
  const { state, durationMs, traceId } = tap.answer;
  const what = state === undefined ? 'answered' : state;
  return `${name}: ${what} in ${durationText(durationMs * 1e6)}, trace ${traceId.slice(0, 6)}.`;
}
