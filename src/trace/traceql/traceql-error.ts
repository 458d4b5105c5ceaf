/**
 * Why a text is not a query, and where: `from` and `to` are offsets into it. Parsing never throws past
 * `parseTraceQL`; the class exists so that the parser's functions need not hand failures up by hand.
 */
export interface TraceQLError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export class TraceQLFailure extends Error {
  readonly error: TraceQLError;
  constructor(message: string, at: { readonly from: number; readonly to: number }) {
    super(message);
    this.error = { message, from: at.from, to: at.to };
  }
}
