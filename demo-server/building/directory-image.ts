/**
 * A folder as one run of bytes, made to be unpacked without copying: each file is a view of the image.
 *
 *   length of the index, 4 bytes, little-endian | index, JSON: [path, bytes][] | contents, one after the other
 *
 * A path that ends in a slash is a folder. Invariant: a folder comes before what is in it.
 */
export interface ImageEntry {
  /** Relative, with slashes; folders end in one. */
  readonly path: string;
  readonly content: Uint8Array;
}

const INDEX_LENGTH_BYTES = 4;

export function packImage(entries: readonly ImageEntry[]): Uint8Array {
  const index = new TextEncoder().encode(
    JSON.stringify(entries.map(({ path, content }) => [path, content.length])),
  );
  const contentBytes = entries.reduce((sum, { content }) => sum + content.length, 0);
  const image = new Uint8Array(INDEX_LENGTH_BYTES + index.length + contentBytes);
  new DataView(image.buffer).setUint32(0, index.length, true);
  image.set(index, INDEX_LENGTH_BYTES);
  let at = INDEX_LENGTH_BYTES + index.length;
  for (const { content } of entries) {
    image.set(content, at);
    at += content.length;
  }
  return image;
}

/** Whoever writes into what this yields writes into the image. */
export function* unpackImage(image: Uint8Array): Generator<ImageEntry> {
  const indexBytes = new DataView(image.buffer, image.byteOffset).getUint32(0, true);
  let at = INDEX_LENGTH_BYTES + indexBytes;
  const index: [string, number][] = JSON.parse(
    new TextDecoder().decode(image.subarray(INDEX_LENGTH_BYTES, at)),
  );
  for (const [path, bytes] of index) {
    yield { path, content: image.subarray(at, at + bytes) };
    at += bytes;
  }
}
