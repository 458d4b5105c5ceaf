/** Three things that a flat of the building can do, each a real request. */
import { TAPS, type Tap } from '../../../demo-server/protocol.ts';
import type { PhoneState } from './phone-state.ts';
import { TAP_WORDS, tallyWords, tapWords } from './phone-words.ts';

export function TapDock({
  state,
  onTap,
}: {
  readonly state: PhoneState;
  readonly onTap: (tap: Tap) => void;
}) {
  const { ticket, view } = state;
  const isOff = ticket === undefined || view?.ended !== undefined;
  return (
    <section class="tap-dock" aria-label="Your flat">
      <p class="tap-flat">
        {ticket ? `Your flat: ${ticket.unitId}` : 'Your flat'}
        {state.tap && <span data-tally> · {tallyWords(state.tally)}</span>}
      </p>
      <div class="taps">
        {TAPS.map((tap) => (
          <button
            type="button"
            key={tap}
            class="tap"
            data-tap={tap}
            disabled={isOff}
            onClick={() => onTap(tap)}
          >
            <b>{TAP_WORDS[tap].label}</b>
            <span>{TAP_WORDS[tap].device}</span>
          </button>
        ))}
      </div>
      <p class="tap-words" role="status" data-tap-state={state.tap?.type ?? 'none'}>
        {tapWords(state.tap)}
      </p>
    </section>
  );
}
