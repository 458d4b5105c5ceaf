/** The wall as a page of its own: for the holder of the presenter's token; others are told what it is. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { presenterToken } from './presenter-keys.ts';
import type { PreparedPoll } from './room-polls.ts';
import { Wall } from './wall.tsx';

export function WallPage({ polls }: { readonly polls: readonly PreparedPoll[] }) {
  const token = useSignal<string | undefined>(undefined);
  const isRead = useSignal(false);
  useEffect(() => {
    token.value = presenterToken();
    isRead.value = true;
  }, []);
  if (token.value !== undefined) return <Wall token={token.value} polls={polls} />;
  return isRead.value ? (
    <section class="wall-closed">
      <p class="headline">This is the presenter’s wall</p>
      <p>
        A room needs the live server. <code>npm start</code> prints the presenter’s address; open that one
        first, in this browser. The deck itself works without a room.
      </p>
    </section>
  ) : null;
}
