/**
 * The bytes of a request, inflated when it says gzip, and never more of them than the limit: what is too large is
 * stopped while it arrives, a bomb while it inflates. All requests together may hold a bounded amount as well.
 */
import { Undecodable } from './undecodable.ts';

export type Body =
  | { readonly type: 'body'; readonly bytes: Uint8Array; readonly wireBytes: number }
  | { readonly type: 'too-large' }
  | { readonly type: 'overloaded' };

/** What requests that are being read hold together, in bytes. */
export class Budget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }
  give(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

export type Compression = 'identity' | 'gzip';

/**
 * By the `Content-Encoding`; undefined when it is none that is understood here, a list of several among them. Gzip has an
 * older name: https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding
 */
export function compressionOf(contentEncoding: string | null): Compression | undefined {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return 'identity';
  return coding === 'gzip' || coding === 'x-gzip' ? 'gzip' : undefined;
}

/** Whoever gets a body gives its length back to the budget when done with it. Throws {@link Undecodable} for bad gzip. */
export async function readBody(
  request: Request,
  compression: Compression,
  maxBytes: number,
  budget: Budget,
): Promise<Body> {
  if (request.body === null) return { type: 'body', bytes: new Uint8Array(), wireBytes: 0 };
  const wire = { bytes: 0 };
  const raw = counted(request.body.getReader(), wire);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) {
    await drain(raw, maxBytes);
    return { type: 'too-large' };
  }
  const inflating = compression === 'gzip' ? inflated(raw, maxBytes, wire).getReader() : undefined;
  const reader = inflating ?? raw;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const refuse = async (type: 'too-large' | 'overloaded'): Promise<Body> => {
    budget.give(size);
    // What it holds is not waited for; an error in it is the one that led here.
    inflating?.cancel().catch(() => {});
    await drain(raw, maxBytes);
    return { type };
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { type: 'body', bytes: joined(chunks, size), wireBytes: wire.bytes };
      if (size + value.length > maxBytes) return await refuse('too-large');
      if (!budget.take(value.length)) return await refuse('overloaded');
      size += value.length;
      chunks.push(value);
    }
  } catch (error) {
    const refused = await refuse('too-large');
    if (error instanceof TooLarge) return refused;
    throw new Undecodable(
      compression === 'gzip' ? 'The body is not valid gzip.' : 'The body ended before its time.',
    );
  }
}

class TooLarge extends Error {}

type ByteReader = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read'>;

/** The same bytes, counted as they are read. */
function counted(reader: ByteReader, count: { bytes: number }): ByteReader {
  return {
    async read() {
      const result = await reader.read();
      count.bytes += result.value?.length ?? 0;
      return result;
    },
  };
}

/** Endless input that inflates to nothing counts as well. */
function inflated(
  raw: ByteReader,
  maxBytes: number,
  wire: { readonly bytes: number },
): ReadableStream<Uint8Array> {
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await raw.read();
      if (done) controller.close();
      else if (wire.bytes > maxBytes) controller.error(new TooLarge());
      else controller.enqueue(new Uint8Array(value));
    },
  });
  return compressed.pipeThrough(new DecompressionStream('gzip'));
}

/**
 * Reads on and forgets, so that the sender gets to the end of what it says and hears the answer: a connection that is
 * cut in the middle looks like a failure of the network. Who goes on for too long is left to the server,
 * which cuts such a connection after its answer.
 */
async function drain(raw: ByteReader, maxBytes: number): Promise<void> {
  let drained = 0;
  try {
    while (drained <= maxBytes) {
      const { done, value } = await raw.read();
      if (done) return;
      drained += value.length;
    }
  } catch {
    // The sender went away: there is nobody to answer.
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
