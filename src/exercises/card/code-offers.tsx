/** Code from elsewhere that may take the place of what is in the editor. It is text here; it runs when Run is pressed. */
import type { CodeModel, CodeOffer } from '../code/code-types.ts';

const WORDS: Readonly<
  Record<CodeOffer['type'], { readonly says: string; readonly take: string; readonly leave: string }>
> = {
  link: {
    says: 'This address shares code for this exercise. It was not run.',
    take: 'Use this',
    leave: 'Keep mine',
  },
  elsewhere: {
    says: 'The code of this exercise was changed in another tab, or came with a file.',
    take: 'Use that',
    leave: 'Keep mine',
  },
  imported: {
    says: 'The file that you brought in has other code for this exercise.',
    take: 'Use that',
    leave: 'Keep mine',
  },
  'before-reset': {
    says: 'The code that stood here before is kept.',
    take: 'Undo: bring it back',
    leave: 'Let it go',
  },
};

export function CodeOffers({ code }: { readonly code: CodeModel }) {
  return (
    <div class="offers" role="status">
      {code.offers.value.map((offer) => (
        <div class="offer" key={offer.type} data-offer={offer.type}>
          <p>{WORDS[offer.type].says}</p>
          <details open={offer.type === 'link'}>
            <summary>{offer.type === 'link' ? 'Shared, not run' : 'Show it'}</summary>
            <pre>
              <code>{offer.source}</code>
            </pre>
          </details>
          <div class="offer-buttons">
            <button type="button" onClick={() => code.take(offer)}>
              {WORDS[offer.type].take}
            </button>
            <button type="button" onClick={() => code.dismiss(offer)}>
              {WORDS[offer.type].leave}
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}
