/**
 * The bytes of a request, inflated when it says gzip, and never more of them than the limit: what is too large is
 * stopped while it arrives, a bomb while it inflates. All requests together may hold a bounded amount as well.
 */
import { Undecodable } from './undecodable.ts';

export type Body =
  | { readonly type: 'body'; readonly bytes: Uint8Array }
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

/** Whoever gets a body gives its length back to the budget when done with it. Throws {@link Undecodable} for bad gzip. */
export async function readBody(request: Request, maxBytes: number, budget: Budget): Promise<Body> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return { type: 'too-large' };
  if (request.body === null) return { type: 'body', bytes: new Uint8Array() };
  const gzip = request.headers.get('content-encoding')?.trim().toLowerCase() === 'gzip';
  const reader = (gzip ? inflated(request.body, maxBytes) : request.body).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const refuse = (type: 'too-large' | 'overloaded'): Body => {
    budget.give(size);
    reader.cancel().catch(() => {});
    return { type };
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (size + value.length > maxBytes) return refuse('too-large');
      if (!budget.take(value.length)) return refuse('overloaded');
      size += value.length;
      chunks.push(value);
    }
  } catch (error) {
    budget.give(size);
    if (error instanceof TooLarge) return { type: 'too-large' };
    throw new Undecodable(gzip ? 'The body is not valid gzip.' : 'The body ended before its time.');
  }
  return { type: 'body', bytes: joined(chunks, size) };
}

class TooLarge extends Error {}

/** Endless input that inflates to nothing counts as well. */
function inflated(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  let arrived = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      arrived += chunk.length;
      if (arrived > maxBytes) controller.error(new TooLarge());
      else controller.enqueue(new Uint8Array(chunk));
    },
  });
  return body.pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
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
