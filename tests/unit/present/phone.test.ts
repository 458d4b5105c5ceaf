/** A phone in a room: what it shows, follows, sends and says. */
import { describe, expect, test } from 'vitest';
import { phoneModel } from '../../../src/present/room/phone-model.ts';
import {
  afterPhoneEvent,
  firstPhoneState,
  type PhoneState,
  sectionBeside,
  shownPlace,
} from '../../../src/present/room/phone-state.ts';
import { statusWords, tallyWords, tapWords } from '../../../src/present/room/phone-words.ts';
import {
  message,
  phonePorts,
  place,
  poll,
  refusal,
  settled,
  snapshot,
  ticket,
} from '../../support/room-ports.ts';

describe('a phone', () => {
  const following = (): PhoneState =>
    afterPhoneEvent(
      afterPhoneEvent(firstPhoneState('talk-0'), { type: 'line', event: { type: 'open' } }),
      message({ type: 'snapshot', data: snapshot }),
    );

  test('shows where the talk is, step by step', () => {
    expect(shownPlace(firstPhoneState('talk-0'))).toEqual({ section: 'talk-0', step: 'all' });
    const state = following();
    expect(shownPlace(state)).toEqual({ section: 'recap-2', step: 1 });
    const next = afterPhoneEvent(state, message({ type: 'place', data: place('recap-3', 2) }));
    expect(shownPlace(next)).toEqual({ section: 'recap-3', step: 2 });
  });

  test('roams, is not pulled along, and returns to where the talk is by then', () => {
    const roaming = afterPhoneEvent(following(), { type: 'roam', section: 'dev-1' });
    const later = afterPhoneEvent(roaming, message({ type: 'place', data: place('recap-4') }));
    expect(shownPlace(later)).toEqual({ section: 'dev-1', step: 'all' });
    expect(shownPlace(afterPhoneEvent(later, { type: 'return' }))).toEqual({ section: 'recap-4', step: 0 });
  });

  test('a new poll has no answer yet; the same one keeps it', () => {
    let state = afterPhoneEvent(following(), message({ type: 'poll', data: poll }));
    state = afterPhoneEvent(state, { type: 'answered', poll: 'p', option: 1 });
    expect(state.option).toBe(1);
    expect(afterPhoneEvent(state, message({ type: 'phones', data: { phones: 9 } })).option).toBe(1);
    expect(afterPhoneEvent(state, { type: 'answered', poll: 'before', option: 0 }).option).toBe(1);
    expect(afterPhoneEvent(state, message({ type: 'poll', data: { ...poll, id: 'q' } })).option).toBeNull();
  });

  test('says why an answer was not taken, until the next is or the question changes', () => {
    const asked = afterPhoneEvent(following(), message({ type: 'poll', data: poll }));
    const late = afterPhoneEvent(asked, { type: 'answer-refused', refusal: refusal('poll-closed') });
    expect(late.answerRefusal?.code).toBe('poll-closed');
    expect(afterPhoneEvent(late, { type: 'answered', poll: 'p', option: 0 }).answerRefusal).toBeUndefined();
    const next = message({ type: 'poll', data: { ...poll, id: 'q' } });
    expect(afterPhoneEvent(late, next).answerRefusal).toBeUndefined();
  });

  test('says what happens to its line and its speaker', () => {
    const state = following();
    expect(statusWords(state)).toBe('Following the speaker.');
    expect(statusWords(afterPhoneEvent(state, { type: 'line', event: { type: 'lost' } }))).toContain('lost');
    const away = afterPhoneEvent(state, message({ type: 'presenter', data: { presenter: false } }));
    expect(statusWords(away)).toContain('away');
    const cutOff = afterPhoneEvent(state, message({ type: 'snapshot', data: { ...snapshot, cutOff: true } }));
    expect(statusWords(cutOff)).toContain('lost touch with the others');
    const back = afterPhoneEvent(cutOff, message({ type: 'snapshot', data: snapshot }));
    expect(statusWords(back)).toBe('Following the speaker.');
    const ended = afterPhoneEvent(state, message({ type: 'closed', data: { reason: 'ended' } }));
    expect(statusWords(ended)).toContain('ended');
  });

  test('goes to the neighbours of a slide, and no further than the ends', () => {
    const sections = ['a', 'b', 'c'];
    expect(sectionBeside(sections, 'a', 1)).toBe('b');
    expect(sectionBeside(sections, 'a', -1)).toBe('a');
    expect(sectionBeside(sections, 'c', 1)).toBe('c');
  });
});

describe('a phone that joins', () => {
  test('joins, listens under its id, and sends its taps', async () => {
    const { ports, line, calls } = phonePorts();
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(line.phone()).toBe('id-7');
    line.tell({ type: 'open' });
    line.tell(message({ type: 'snapshot', data: snapshot }).event);
    await model.tap('leak');
    expect(calls).toEqual(['join undefined', 'tap id-7 leak']);
    expect(model.state.value).toMatchObject({ tally: { served: 1 }, sending: 0, tap: { type: 'served' } });
  });

  test('says of each tap what became of it, and keeps count of all', async () => {
    const { ports, answers, clock } = phonePorts();
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    answers.tap = { type: 'refused', refusal: { ...refusal('room-busy'), message: 'The room is busy.' } };
    await model.tap('leak');
    expect(tapWords(model.state.value.tap)).toBe('Leak. The room is busy.');
    clock.advance(1_000);
    answers.tap = undefined;
    const sent = model.tap('lock');
    await model.tap('heartbeat');
    expect(tapWords(model.state.value.tap)).toBe(
      'Heartbeat: counted, not sent. Your tap before it is still under way.',
    );
    answers.release();
    await sent;
    expect(model.state.value).toMatchObject({ sending: 0, tally: { served: 1, notServed: 2 } });
    expect(tallyWords(model.state.value.tally)).toBe('1 served · 2 not');
  });

  test('sends nothing for as long as a busy room says, counts, and tells the count with its next tap', async () => {
    const { ports, calls, answers, clock } = phonePorts();
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    const served = answers.tap;
    answers.tap = { type: 'refused', refusal: { ...refusal('room-busy'), status: 503, retryAfterS: 4 } };
    await model.tap('leak');
    answers.tap = served;
    clock.advance(1_500);
    await model.tap('leak');
    await model.tap('lock');
    expect(tapWords(model.state.value.tap)).toBe(
      'Lock: counted, not sent. The room is busy; tap again in 3 s.',
    );
    clock.advance(2_500);
    await model.tap('leak');
    expect(calls).toEqual(['join undefined', 'tap id-7 leak', 'tap id-7 leak, and 2 withheld']);
    clock.advance(60_000);
    expect(calls).toHaveLength(3);
  });

  test('tells what it withheld by itself when nobody taps any more', async () => {
    const { ports, calls, answers, clock } = phonePorts();
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    answers.tap = { type: 'refused', refusal: { ...refusal('room-busy'), status: 503, retryAfterS: 2 } };
    for (let n = 0; n < 4; n++) await model.tap('leak');
    clock.advance(60_000);
    expect(calls.slice(2)).toEqual(['id-7 withheld 3']);
  });

  test('is known again after its page was loaded anew', async () => {
    const { ports, calls } = phonePorts('id-of-before');
    phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(calls).toEqual(['join id-of-before']);
  });

  test('joins anew when the server forgot it', async () => {
    const { ports, line, calls } = phonePorts();
    phoneModel('BCD3', 'talk-0', ports);
    await settled();
    line.tell({ type: 'refused', refusal: refusal('unknown-phone') });
    await settled();
    expect(calls).toEqual(['join undefined', 'join id-7']);
  });

  test('that was not let in by a replica that was cut off joins when it is back', async () => {
    const { ports, line, calls, answers } = phonePorts();
    answers.join = { type: 'refused', refusal: { ...refusal('cut-off'), status: 503, retryAfterS: 2 } };
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    line.tell({ type: 'open' });
    await settled();
    line.tell(message({ type: 'snapshot', data: { ...snapshot, cutOff: true } }).event);
    await settled();
    expect(calls).toEqual(['join undefined', 'join undefined']);
    answers.join = { type: 'ok', value: ticket };
    line.tell(message({ type: 'snapshot', data: snapshot }).event);
    await settled();
    expect(model.state.value).toMatchObject({ ticket, refusal: undefined });
    expect(line.phone()).toBe('id-7');
  });

  test('that finds no room keeps listening, and joins when it is there', async () => {
    const { ports, line, calls, answers } = phonePorts();
    answers.join = { type: 'refused', refusal: refusal('unknown-room') };
    const model = phoneModel('BCD3', 'talk-0', ports);
    await settled();
    expect(model.state.value.refusal?.code).toBe('unknown-room');
    answers.join = { type: 'ok', value: ticket };
    line.tell({ type: 'open' });
    await settled();
    expect(model.state.value.ticket).toEqual(ticket);
    expect(line.phone()).toBe('id-7');
    expect(line.opened()).toBe(2);
    expect(calls.filter((call) => call.startsWith('join')).length).toBeGreaterThan(1);
  });
});
