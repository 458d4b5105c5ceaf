/**
 * Work that can be done a little at a time: each step takes a few milliseconds at most, and between two of them whoever runs
 * it may do something else, or give it up.
 */
export type Steps<Result> = Generator<undefined, Result>;

export function finished<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
