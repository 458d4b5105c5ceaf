/** The request as a whole cannot be read: 400, and sending it again will not help. */
export class Undecodable extends Error {
  /** Where, as far as it is known; empty for the body itself. */
  readonly field: string;

  constructor(message: string, field = '') {
    super(message);
    this.field = field;
  }
}
