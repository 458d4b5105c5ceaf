import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeShare, encodeShare, MAX_SHARED_CHARS } from '../../../src/exercises/code/share/share-link.ts';

const ID = 'dev/n-plus-one';
async function linkOf(source: string): Promise<string> {
  const encoded = await encodeShare(ID, source);
  if (encoded.type !== 'link') throw new Error(encoded.message);
  return encoded.hash;
}
async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
}

test('whatever was written comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 400 }), async (source) => {
      expect(await decodeShare(await linkOf(source))).toEqual({ type: 'shared', id: ID, source });
    }),
    { numRuns: 50 },
  );
});

test('an address without code is none', async () => {
  expect(await decodeShare('')).toBeUndefined();
  expect(await decodeShare('#exercise-n-plus-one')).toBeUndefined();
  expect(await decodeShare('#try=../../x&code=AAAA')).toBeUndefined();
});

test('an address that was cut off or changed is broken, never half a program', async () => {
  const hash = await linkOf('export const unitsRoute = async () => [];\n'.repeat(20));
  const [, code = ''] = /code=(.*)$/.exec(hash) ?? [];
  const head = hash.slice(0, -code.length);
  for (const damaged of [code.slice(0, -4), `${code.slice(0, 10)}*${code.slice(11)}`, 'AAAA', '%00']) {
    expect(await decodeShare(head + damaged)).toMatchObject({ type: 'broken', id: ID });
  }
});

test('bytes that are no text are broken', async () => {
  const code = await deflated(Uint8Array.of(0xff, 0xfe, 0xfd));
  expect(await decodeShare(`#try=${ID}&code=${code}`)).toMatchObject({ type: 'broken' });
});

test('a small link that unpacks to a large text is refused before it is large', async () => {
  const code = await deflated(new Uint8Array(50_000_000));
  expect(code.length).toBeLessThan(70_000);
  expect(await decodeShare(`#try=${ID}&code=${code}`)).toMatchObject({ type: 'broken' });
});

test('code that is too long for a link is said so', async () => {
  const long = Array.from({ length: MAX_SHARED_CHARS + 1 }, () => 'a').join('');
  expect(await encodeShare(ID, long)).toMatchObject({ type: 'too-long' });
});
