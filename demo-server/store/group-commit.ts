/**
 * Many writers, one transaction at a time: what arrives while one is under way waits together for the next.
 *
 *   a, b --> [a b] committing     c, d, e arrive --> [c d e] committing ...
 *
 * Each is told the fate of its own group.
 */
export interface GroupCommit<T> {
  add(write: T): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  readonly write: T;
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

/** A group takes what waits until it weighs `maxWeight`, and at least one. */
export function groupCommit<T>(
  commit: (group: readonly T[]) => Promise<void>,
  weightOf: (write: T) => number,
  maxWeight: number,
): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  let running: Promise<void> | undefined;

  const nextGroup = (): readonly Waiting<T>[] => {
    let weight = 0;
    let size = 0;
    for (const { write } of waiting) {
      weight += weightOf(write);
      if (size > 0 && weight > maxWeight) break;
      size++;
    }
    const group = waiting.slice(0, size);
    waiting = waiting.slice(size);
    return group;
  };
  const run = async () => {
    while (waiting.length > 0) {
      const group = nextGroup();
      try {
        await commit(group.map(({ write }) => write));
        for (const { kept } of group) kept();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    running = undefined;
  };
  return {
    add: (write) =>
      new Promise((kept, failed) => {
        waiting.push({ write, kept, failed });
        running ??= Promise.resolve().then(run);
      }),
    async idle() {
      await running;
    },
  };
}
