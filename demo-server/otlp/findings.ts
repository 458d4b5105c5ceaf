/**
 * What was found while reading one request: how many records were refused, and why; and what was kept although
 * something in it could not be used. Becomes the `partial_success` of the answer. Bounded, however bad the request.
 */
const MAX_REASONS = 8;
const MAX_REASON_CHARS = 240;

export class Findings {
  rejected = 0;
  #reasons = new Map<string, number>();
  #moreReasons = 0;

  /** The sender must not send these again. */
  reject(reason: string, records = 1): void {
    this.rejected += records;
    this.#note(`refused: ${reason}`, Math.max(records, 1));
  }

  /** The record stays. */
  warn(reason: string): void {
    this.#note(reason, 1);
  }

  /** Empty when everything was as it should be. */
  get message(): string {
    const said = [...this.#reasons].map(([reason, times]) => (times === 1 ? reason : `${times} x ${reason}`));
    if (this.#moreReasons > 0) said.push(`and ${this.#moreReasons} more`);
    return said.join('; ');
  }

  #note(reason: string, times: number): void {
    const short = reason.length > MAX_REASON_CHARS ? `${reason.slice(0, MAX_REASON_CHARS)}...` : reason;
    const known = this.#reasons.get(short);
    if (known !== undefined || this.#reasons.size < MAX_REASONS)
      this.#reasons.set(short, (known ?? 0) + times);
    else this.#moreReasons += times;
  }
}
