/** Work in steps, done without keeping a thread to itself. */
import type { Steps } from '../../trace/traceql/traceql.ts';

/**
 * Does steps for `sliceMs`, lets the thread do what else there is, and goes on. The first slice is done at once: what takes
 * no longer is done when this returns. Returns the way to give it up; `done` is not called after that.
 */
export function inSlices<Result>(
  steps: Steps<Result>,
  sliceMs: number,
  done: (result: Result) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slice = () => {
    timer = undefined;
    const untilMs = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done === true) {
        done(step.value);
        return;
      }
    } while (performance.now() < untilMs);
    timer = setTimeout(slice);
  };
  slice();
  return () => clearTimeout(timer);
}
