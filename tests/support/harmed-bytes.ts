/** Bytes on their way through a bad line: some lost, some added. For properties. */
import fc from 'fast-check';

interface Harm {
  /** Of the whole length, from 0 to below 1. */
  readonly at: number;
  readonly lost: number;
  readonly added: readonly number[];
}

/** One to `most` places; what is added is often at the edge of a protobuf varint. */
export const harms = (most: number): fc.Arbitrary<readonly Harm[]> =>
  fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      lost: fc.nat({ max: 3 }),
      added: fc.array(fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x7f, 0x80, 0xff)), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: most },
  );

export function harmed(bytes: Iterable<number>, where: readonly Harm[]): Uint8Array<ArrayBuffer> {
  const left = [...bytes];
  for (const { at, lost, added } of where) left.splice(Math.floor(at * left.length), lost, ...added);
  return Uint8Array.from(left);
}
