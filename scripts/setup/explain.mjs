/** Says on stderr what went wrong and what to do about it. */
export function explain(what, hint) {
  console.error(`\n✗ ${what}`);
  if (hint) console.error(`  ${hint}`);
  console.error('');
}

/** An error whose hint tells the reader what to do. */
export class SetupError extends Error {
  constructor(what, hint) {
    super(what);
    this.hint = hint;
  }
}
