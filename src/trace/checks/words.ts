/** How checks speak to the learner: counts, names of spans, values. Plain text; whoever shows it must not read it as markup. */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';

/** `1 span`, `12 spans`, `no spans`. */
export function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? noun : `${noun}s`}`;
}

export function spanName(table: TraceReader, span: SpanIndex): string {
  return shorten(table.strings.get(table.columns.name[span] as number)) || '(no name)';
}

const MAX_NAMES = 4;

/** Most frequent first: `SELECT devices ×12, SELECT units, and 3 more`. */
export function spanNames(table: TraceReader, spans: readonly SpanIndex[]): string {
  const counts = new Map<string, number>();
  for (const span of spans) {
    const name = spanName(table, span);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort(([, a], [, b]) => b - a);
  const shown = names.slice(0, MAX_NAMES).map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
  const hidden = names.slice(MAX_NAMES).reduce((sum, [, count]) => sum + count, 0);
  return hidden === 0 ? shown.join(', ') : `${shown.join(', ')}, and ${hidden} more`;
}

export function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${shorten(value)}"`;
  if (value instanceof Uint8Array) return counted(value.length, 'byte');
  if (typeof value !== 'object' || value === null) return String(value);
  return shorten(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part)));
}

/** A number to six significant digits, a duration to four and with its unit. */
export function amountText(value: number, isDuration: boolean): string {
  return isDuration ? durationWords(value) : String(Number(value.toPrecision(6)));
}

/** A duration as a person reads it, to four significant digits: `1.5 s`, `80 ms`, `12 µs`. */
export function durationWords(ns: number): string {
  const magnitude = Math.abs(ns);
  const [unit, size] =
    magnitude >= 60e9
      ? ['min', 60e9]
      : magnitude >= 1e9
        ? ['s', 1e9]
        : magnitude >= 1e6
          ? ['ms', 1e6]
          : magnitude >= 1e3
            ? ['µs', 1e3]
            : ['ns', 1];
  return `${Number((ns / (size as number)).toPrecision(4))} ${unit as string}`;
}

const MAX_LENGTH = 80;

export function shorten(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** `a`, `a and b`, `a, b and c`; beyond four, the number of the rest. */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  if (items.length > MAX_NAMES) {
    return `${items.slice(0, MAX_NAMES - 1).join(', ')} and ${items.length - MAX_NAMES + 1} more`;
  }
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
