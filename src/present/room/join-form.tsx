/** The way in for who types the code instead of scanning it. */
import { useSignal } from '@preact/signals';
import { ROOM_CODE_LENGTH, readRoomCode } from '../../../demo-server/protocol.ts';

export function JoinForm({ mistake }: { readonly mistake: string | undefined }) {
  const text = useSignal(mistake ?? '');
  const problem = useSignal(mistake === undefined ? '' : PROBLEM);
  const join = (event: Event) => {
    event.preventDefault();
    const code = readRoomCode(text.value);
    if (code === undefined) {
      problem.value = PROBLEM;
      return;
    }
    const address = new URL(location.href);
    address.searchParams.set('room', code);
    location.assign(address);
  };
  return (
    <form class="join-form" onSubmit={join} noValidate>
      <label for="room-code">Code on the wall</label>
      <div class="join-row">
        <input
          id="room-code"
          name="room"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
            problem.value = '';
          }}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={12}
          aria-describedby="room-code-problem"
          aria-invalid={problem.value !== ''}
        />
        <button type="submit">Join</button>
      </div>
      <p id="room-code-problem" class="join-problem" role="status">
        {problem.value}
      </p>
      <p class="faint">Without a code, the slides are here to read.</p>
    </form>
  );
}

const PROBLEM = `A code has ${ROOM_CODE_LENGTH} letters and figures; it has no vowels, and no 0, 1, 2 or 5.`;
