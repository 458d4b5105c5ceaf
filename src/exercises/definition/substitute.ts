/**
 * `${input}` in a request stands for the value of an input. A string that is nothing but one placeholder takes the
 * value with its type; the words `true` and `false` become booleans there, because options are always text.
 */
import type { InputSet, JsonValue } from './exercise.ts';

const PLACEHOLDER = /\$\{([a-z][a-zA-Z0-9-]*)\}/g;
const ONLY_PLACEHOLDER = /^\$\{([a-z][a-zA-Z0-9-]*)\}$/;

/** Ids of the inputs a request names, in order, with repeats. */
export function placeholders(value: JsonValue): string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map(([, id]) => id ?? '');
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: JsonValue) => placeholders(inner));
}

export function substituteText(text: string, inputs: InputSet): string {
  return text.replaceAll(PLACEHOLDER, (_, id: string) => encodeURIComponent(String(inputs[id] ?? '')));
}

/** Depth is that of the exercise's own YAML, so recursion is safe. */
export function substituteBody(value: JsonValue, inputs: InputSet): JsonValue {
  if (typeof value === 'string') {
    const id = ONLY_PLACEHOLDER.exec(value)?.[1];
    if (id !== undefined) return typed(inputs[id]);
    return value.replaceAll(PLACEHOLDER, (_, name: string) => String(inputs[name] ?? ''));
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => substituteBody(item, inputs));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, substituteBody(inner, inputs)]),
    );
  }
  return value;
}

function typed(value: InputSet[string] | undefined): JsonValue {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return value ?? null;
}
