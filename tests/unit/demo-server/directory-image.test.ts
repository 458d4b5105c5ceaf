import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packImage, unpackImage } from '../../../demo-server/building/directory-image.ts';

test('what is packed is unpacked: names, order and contents', () => {
  const entry = fc.record({ path: fc.string(), content: fc.uint8Array() });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect([...unpackImage(packImage(entries))]).toEqual(entries);
    }),
  );
});

test('files are views of the image: nothing is copied', () => {
  const image = packImage([
    { path: 'base/', content: new Uint8Array() },
    { path: 'base/1', content: Uint8Array.of(1, 2, 3) },
  ]);
  for (const { content } of unpackImage(image)) expect(content.buffer).toBe(image.buffer);
});
