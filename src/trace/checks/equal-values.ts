/** Whether two values that came as JSON or OTLP are the same; where they first differ, if not. */

export interface Difference {
  /** `units[3].devices`; empty for the values themselves. */
  readonly path: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

/** A number and a big integer of the same value are equal. */
export function equalValues(a: unknown, b: unknown): boolean {
  return firstDifference(a, b) === undefined;
}

/** Keys in `ignore` are left out wherever they occur. Iterative: answers may be nested as deep as they like. */
export function firstDifference(
  expected: unknown,
  seen: unknown,
  ignore: ReadonlySet<string> = new Set(),
): Difference | undefined {
  const pending: Difference[] = [{ path: '', expected, seen }];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { path } = pair;
    if (Object.is(pair.expected, pair.seen) || isSameNumber(pair.expected, pair.seen)) continue;
    if (!isObject(pair.expected) || !isObject(pair.seen)) return pair;
    if (Array.isArray(pair.expected) !== Array.isArray(pair.seen)) return pair;
    const a = pair.expected;
    const b = pair.seen;
    if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return pair;
    const keys = new Set([...Object.keys(a), ...Object.keys(b)].filter((key) => !ignore.has(key)));
    // Last first, so that the stack gives them in order.
    for (const key of [...keys].reverse()) {
      const step = Array.isArray(a) ? `[${key}]` : path === '' ? key : `.${key}`;
      pending.push({ path: path + step, expected: a[key], seen: b[key] });
    }
  }
  return undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isSameNumber(a: unknown, b: unknown): boolean {
  if (typeof a === 'bigint' && typeof b === 'number') return Number.isInteger(b) && a === BigInt(b);
  return typeof a === 'number' && typeof b === 'bigint' && Number.isInteger(a) && BigInt(a) === b;
}
