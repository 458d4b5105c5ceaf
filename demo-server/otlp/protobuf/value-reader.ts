import { PbfReader } from 'pbf';
import { MAX_DEPTH } from '../../../src/trace/model/any-value.ts';
import type { Findings } from '../findings.ts';

/** What reads one request, and remembers when it cut a value short, until whoever knows the value's name tells it. */
export class ValueReader extends PbfReader {
  readonly #findings: Findings;
  #isCut = false;

  constructor(body: Uint8Array, findings: Findings) {
    super(body);
    this.#findings = findings;
  }

  cut(): void {
    this.#isCut = true;
  }

  /** Reads one whole value; `name` is asked afterwards. What was cut in a value that failed is told by its failure. */
  reading<T>(read: () => T, name: (value: T) => string): T {
    this.#isCut = false;
    const value = read();
    if (this.#isCut)
      this.#findings.warn(
        `${name(value)} is nested deeper than ${MAX_DEPTH} levels and was cut there: what could not be read is empty`,
      );
    return value;
  }
}
