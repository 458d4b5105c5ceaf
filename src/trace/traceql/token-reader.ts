/** A place in the token list, with the few questions a descent asks of it. */
import type { Token, TokenType } from './tokens.ts';
import { TraceQLFailure } from './traceql-error.ts';

/** What is nested deeper than this is refused: the parser descends once per level. */
const MAX_DEPTH = 64;

export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` places on; past the last one, the end. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  isAt(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.type === 'punctuation' || token.type === 'operator');
  }

  takeIf(text: string): Token | undefined {
    return this.isAt(text) ? this.take() : undefined;
  }

  takeType(type: TokenType): Token | undefined {
    return this.peek().type === type ? this.take() : undefined;
  }

  expect(text: string, after: string): Token {
    const token = this.takeIf(text);
    if (token !== undefined) return token;
    throw this.unexpected(`"${text}" ${after}`);
  }

  unexpected(expected: string): TraceQLFailure {
    const token = this.peek();
    const found = token.type === 'end' ? 'the query ends here' : `found "${shorten(token.text)}"`;
    return new TraceQLFailure(`Expected ${expected}, but ${found}.`, token);
  }

  /** Whether parentheses are open here. */
  get isNested(): boolean {
    return this.#depth > 0;
  }

  /** Runs `read` one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      throw new TraceQLFailure(`This is nested more than ${MAX_DEPTH} deep.`, this.peek());
    }
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
