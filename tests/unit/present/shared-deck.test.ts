import { describe, expect, it } from 'vitest';
import type { DeckMessage, DeckRole } from '../../../src/present/deck-message.ts';
import type { DeckPlace, DeckState } from '../../../src/present/deck-state.ts';
import { createSharedDeck, type DeckLine } from '../../../src/present/shared-deck.ts';

const outline = ['talk-0', 'recap-1', 'recap-2', 'recap-3'].map((id) => ({ id, steps: 0 }));

/** A channel as the browser has it: everybody but the sender hears, as a copy. */
function channel() {
  const ears = new Set<(message: unknown) => void>();
  const said: DeckMessage[] = [];
  const line = (): DeckLine => {
    let own: ((message: unknown) => void) | undefined;
    return {
      send(message) {
        said.push(message);
        for (const ear of [...ears]) if (ear !== own) ear(JSON.parse(JSON.stringify(message)));
      },
      listen(listener) {
        own = listener;
        ears.add(listener);
        return () => void ears.delete(listener);
      },
    };
  };
  return { line, said, ears };
}
interface Opening {
  readonly opensAt?: DeckPlace;
  readonly remembered?: DeckState;
}
function talk() {
  const between = channel();
  const open = (role: DeckRole, opening: Opening = {}) =>
    createSharedDeck({ role, outline, lines: [between.line()], nowMs: () => 0, ...opening });
  return { ...between, open };
}
const go = (section: string) => ({ type: 'go', section, step: 0 }) as const;

describe('deck and speaker', () => {
  it('move each other', () => {
    const { open } = talk();
    const [deck, speaker] = [open('deck'), open('speaker')];
    deck.act({ type: 'next' });
    expect(speaker.state().section).toBe('recap-1');
    speaker.act({ type: 'next' });
    expect(deck.state()).toEqual(speaker.state());
    expect(deck.state().section).toBe('recap-2');
  });

  it('that opens late finds the place, whichever of them it is', () => {
    const { open } = talk();
    const deck = open('deck', { opensAt: { section: 'recap-2', step: 0 } });
    const speaker = open('speaker');
    expect(speaker.state().section).toBe('recap-2');
    deck.leave();
    speaker.act(go('recap-3'));
    expect(open('deck').state().section).toBe('recap-3');
  });

  it('opened by an address goes there, unless the talk is on', () => {
    const { open } = talk();
    const speaker = open('speaker');
    speaker.act(go('recap-1'));
    open('deck', { opensAt: { section: 'recap-2', step: 0 } });
    expect(speaker.state().section).toBe('recap-2');
    speaker.act({ type: 'start-clock' });
    const again = open('deck', { opensAt: { section: 'recap-3', step: 0 } });
    expect(again.state().section).toBe('recap-2');
    expect(speaker.state().section).toBe('recap-2');
  });

  it('that missed something while away is told', () => {
    const { open } = talk();
    const speaker = open('speaker');
    speaker.act({ type: 'start-clock' });
    const left = speaker.state();
    speaker.leave();
    const deck = open('deck', { remembered: left });
    deck.act({ type: 'next' });
    const back = open('speaker', { remembered: left });
    expect(back.state()).toEqual(deck.state());
    expect(back.state().clock.startedAtMs).toBe(0);
  });

  it('agree on the speaker when both act at once', () => {
    const { open, ears } = talk();
    const [deck, speaker] = [open('deck'), open('speaker')];
    const connected = [...ears];
    ears.clear();
    deck.act(go('recap-1'));
    speaker.act(go('recap-3'));
    for (const ear of connected) ears.add(ear);
    // Whoever comes makes everybody say what they know.
    open('deck');
    expect(deck.state()).toEqual(speaker.state());
    expect(deck.state().section).toBe('recap-3');
  });

  it('tell each other once, and not for ever', () => {
    const { open, said } = talk();
    open('deck');
    const speaker = open('speaker');
    open('deck');
    const before = said.length;
    speaker.act({ type: 'next' });
    expect(said.length - before).toBe(1);
  });
});

describe('decks without a speaker', () => {
  it('are independent of one another', () => {
    const { open } = talk();
    const [one, other] = [open('deck'), open('deck')];
    one.act({ type: 'next' });
    expect(other.state().section).toBe('talk-0');
  });

  it('become so again when the speaker leaves', () => {
    const { open } = talk();
    const [one, other, speaker] = [open('deck'), open('deck'), open('speaker')];
    one.act({ type: 'next' });
    expect(other.state().section).toBe('recap-1');
    speaker.leave();
    one.act({ type: 'next' });
    expect(other.state().section).toBe('recap-1');
  });
});

describe('what is heard', () => {
  it('is the wall telling which server it uses, and that it was closed', () => {
    const { open } = talk();
    const deck = open('deck');
    const speaker = open('speaker');
    const heard: (string | undefined)[] = [];
    speaker.subscribeReports((report) => heard.push(report?.server));
    deck.report({ server: 'Live server', shape: 'filled' });
    deck.report({ server: 'In your browser', shape: 'half' });
    deck.leave();
    expect(heard).toEqual(['Live server', 'In your browser', undefined]);
  });

  it('is told again by the walls that are still open', () => {
    const { open } = talk();
    const [closing, staying] = [open('deck'), open('deck')];
    const speaker = open('speaker');
    const heard: (string | undefined)[] = [];
    staying.report({ server: 'Recorded', shape: 'empty' });
    speaker.subscribeReports((report) => heard.push(report?.server));
    closing.leave();
    expect(heard).toEqual(['Recorded', undefined, 'Recorded']);
  });

  it('comes at once to a speaker who opens later', () => {
    const { open } = talk();
    open('deck').report({ server: 'Live server', shape: 'filled' });
    const speaker = open('speaker');
    const heard: (string | undefined)[] = [];
    speaker.subscribeReports((report) => heard.push(report?.server));
    expect(heard).toEqual(['Live server']);
  });

  it('is ignored when it is no message, or of slides that this build has not', () => {
    const { open, line } = talk();
    const deck = open('deck');
    const stranger = line();
    stranger.listen(() => {});
    for (const nonsense of [null, 'next', { type: 'state' }, { type: 'state', from: 'speaker', state: {} }])
      stranger.send(nonsense as unknown as DeckMessage);
    const state = { ...deck.state(), revision: 99, section: 'gone-7' };
    stranger.send({ type: 'state', from: 'speaker', state });
    expect(deck.state().section).toBe('talk-0');
  });
});

describe('a window with two lines', () => {
  it('is the bridge between them', () => {
    const [here, away] = [talk(), talk()];
    const deck = here.open('deck');
    const speaker = here.open('speaker');
    const phone = away.open('deck');
    const leave = speaker.join(away.line());
    deck.act({ type: 'next' });
    expect(phone.state().section).toBe('recap-1');
    leave();
    deck.act({ type: 'next' });
    expect(phone.state().section).toBe('recap-1');
  });
});
