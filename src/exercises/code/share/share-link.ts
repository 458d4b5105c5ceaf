/**
 * A learner's code in the fragment of an address, which no server sees:
 *
 *   #try=dev/n-plus-one&code=<UTF-8, raw DEFLATE (RFC 1951), base64url (RFC 4648)>
 *
 * Invariant: opening such an address only ever yields text. It is shown as text and never runs by itself.
 */
export type SharedCode =
  | { readonly type: 'shared'; readonly id: string; readonly source: string }
  | { readonly type: 'broken'; readonly id: string; readonly message: string };

/** As many UTF-16 units as a program may have to be shared; the learners' own have a tenth. */
export const MAX_SHARED_CHARS = 50_000;
/** Browsers and messengers cut longer addresses. */
const MAX_LINK_CHARS = 60_000;

export type Encoded =
  | { readonly type: 'link'; readonly hash: string }
  | { readonly type: 'too-long'; readonly message: string };

export async function encodeShare(id: string, source: string): Promise<Encoded> {
  if (source.length > MAX_SHARED_CHARS) return TOO_LONG;
  const bytes = new TextEncoder().encode(source);
  const deflated = await gather(piped(bytes, new CompressionStream('deflate-raw')), Number.POSITIVE_INFINITY);
  const code = deflated && base64url(deflated);
  if (code === undefined || code.length > MAX_LINK_CHARS) return TOO_LONG;
  return { type: 'link', hash: `#try=${id}&code=${code}` };
}

/** Undefined when the fragment shares no code. */
export async function decodeShare(hash: string): Promise<SharedCode | undefined> {
  const [, id, code] = /^#try=([a-z]+\/[a-z0-9-]+)&code=(.*)$/s.exec(hash) ?? [];
  if (id === undefined || code === undefined) return undefined;
  const broken = (message: string): SharedCode => ({ type: 'broken', id, message });
  if (code.length > MAX_LINK_CHARS) return broken('It is longer than any link that this page makes.');
  try {
    const deflated = fromBase64url(code);
    // Three bytes of UTF-8 are the most that one UTF-16 unit takes.
    const bytes = await gather(piped(deflated, new DecompressionStream('deflate-raw')), 3 * MAX_SHARED_CHARS);
    if (!bytes) return broken(`It unpacks to more than ${MAX_SHARED_CHARS} characters.`);
    const source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { type: 'shared', id, source };
  } catch {
    return broken('It was cut off or changed on its way.');
  }
}

const TOO_LONG: Encoded = {
  type: 'too-long',
  message: 'This code is too long for a link. Copy the text itself instead.',
};

/** In pieces: a call takes only so many arguments. */
function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
/** Throws when it is none. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function piped(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream) {
  return new Blob([bytes]).stream().pipeThrough(through);
}

/** Everything the stream has, or undefined when it has more than `most` bytes: a small link may unpack to a large text. */
async function gather(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
