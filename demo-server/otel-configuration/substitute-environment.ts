/**
 * `${NAME}` and `${NAME:-default}` in scalar values, by the rules of the specification: an unset or empty variable gives
 * its default, a plain scalar is read again afterwards (`${RATIO}` may become a number), a quoted one stays text, keys
 * are left alone, `$$` is a dollar.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution
 */
import { type Document, parse, Scalar, visit } from 'yaml';

export type Environment = Readonly<Record<string, string>>;

/** A reference that cannot be read, and where in the text it stands. */
export interface BadReference {
  readonly offset: number;
  readonly text: string;
}

const REFERENCE = /\$\$|\$\{(?:env:)?([^}]+)\}/g;
const NAME = /^([a-zA-Z_][a-zA-Z0-9_]*)(?::-([^\n}]*))?$/;

/** Changes the document; answers what it could not read. */
export function substituteEnvironment(document: Document, environment: Environment): readonly BadReference[] {
  const bad: BadReference[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const before = node.value;
      const after = before.replace(REFERENCE, (text, reference: string | undefined) => {
        if (reference === undefined) return '$';
        const [, name, otherwise = ''] = NAME.exec(reference) ?? [];
        if (name === undefined) {
          bad.push({ offset: node.range?.[0] ?? 0, text });
          return text;
        }
        // Only what the place itself says: `constructor` is a property of every object.
        return (Object.hasOwn(environment, name) && environment[name]) || otherwise;
      });
      if (after !== before) node.value = node.type === Scalar.PLAIN ? coerced(after) : after;
    },
  });
  return bad;
}

/** A number, a boolean or null if that is what it looks like; never a list or a map. */
function coerced(text: string): unknown {
  try {
    const value: unknown = parse(text, { version: '1.2' });
    return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : text;
  } catch {
    return text;
  }
}
