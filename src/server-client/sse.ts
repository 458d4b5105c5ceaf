/**
 * Server-sent events out of a byte stream, for places without `EventSource` (Node, a worker, an app in this process).
 *
 * Invariant: whatever the chunks, the events are those of the whole text; a last event without its blank line is
 * dropped, as the format says.
 * Source: html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export interface ServerSentEvent {
  readonly type: string;
  readonly data: string;
  /** The newest `id:` so far; what `Last-Event-ID` sends back. */
  readonly lastEventId: string;
}

export async function* readServerSentEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void> {
  const parser = new ServerSentEventParser();
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the stream may have failed already; nobody needs the reason twice
  }
}

/** Text in, whole events out. Linear in the text: a character is looked at once, however long its line. */
export class ServerSentEventParser {
  /** Pieces of the line whose end has not come yet. */
  #pieces: string[] = [];
  /** A chunk may end between \r and \n: the \r waits for what follows. */
  #heldReturn = '';
  #type = '';
  #data: string[] = [];
  #lastEventId = '';

  push(text: string): ServerSentEvent[] {
    const chunk = this.#heldReturn + text;
    this.#heldReturn = chunk.endsWith('\r') ? '\r' : '';
    const [first = '', ...rest] = chunk.slice(0, chunk.length - this.#heldReturn.length).split(/\r\n|\n|\r/);
    this.#pieces.push(first);
    const last = rest.pop();
    if (last === undefined) return [];
    const lines = [this.#pieces.join(''), ...rest];
    this.#pieces = [last];
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerSentEvent[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#lastEventId = value;
    return []; // comments (an empty field name) and unknown fields are passed over
  }

  #dispatch(): ServerSentEvent[] {
    const type = this.#type || 'message';
    const data = this.#data;
    this.#type = '';
    this.#data = [];
    return data.length > 0 ? [{ type, data: data.join('\n'), lastEventId: this.#lastEventId }] : [];
  }
}
