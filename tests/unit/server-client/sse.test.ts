import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readServerSentEvents, ServerSentEventParser } from '../../../src/server-client/sse.ts';

const parse = (...chunks: string[]) => {
  const parser = new ServerSentEventParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

describe('server-sent events', () => {
  test('carry type, data and id', () => {
    expect(parse('event: traces\nid: 7\ndata: {"a":1}\n\n')).toEqual([
      { type: 'traces', data: '{"a":1}', lastEventId: '7' },
    ]);
  });

  test('without a type are messages, and keep the last id', () => {
    expect(parse('id: 3\ndata: a\n\ndata: b\n\n')).toEqual([
      { type: 'message', data: 'a', lastEventId: '3' },
      { type: 'message', data: 'b', lastEventId: '3' },
    ]);
  });

  test('join several data lines, and take off one space only', () => {
    expect(parse('data: one\ndata:  two\ndata:three\n\n')[0]?.data).toBe('one\n two\nthree');
  });

  test('pass over comments, unknown fields and blocks without data', () => {
    expect(parse(': heartbeat\n\nretry: 10\nevent: traces\n\ndata: x\n\n')).toEqual([
      { type: 'message', data: 'x', lastEventId: '' },
    ]);
  });

  test('drop a last event whose blank line never came', () => {
    expect(parse('data: x\n')).toEqual([]);
  });

  test('are the same however the text is cut, with any line end', () => {
    const line = fc.constantFrom('event: traces', 'id: 1', 'data: abc', 'data:', ': c', '', 'data: é😀');
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end)), fc.array(fc.nat()), (lines, cuts) => {
        const text = `${lines.flat().join('')}\n`;
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((place, index) => text.slice(places[index], place));
        expect(parse(...chunks)).toEqual(parse(text));
      }),
    );
  });

  test('come out of bytes that are cut inside a character', async () => {
    const bytes = new TextEncoder().encode('data: é\n\n');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events = [];
    for await (const event of readServerSentEvents(stream)) events.push(event.data);
    expect(events).toEqual(['é']);
  });
});
