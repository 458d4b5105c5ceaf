/**
 * Every name that the semantic conventions know, as their own package tells it: stable and incubating, attributes,
 * metrics and events, and which of them are not to be used any more. What is deprecated is said in its types only.
 */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';

export type NameKind = 'ATTR' | 'METRIC' | 'EVENT';

const entry = createRequire(import.meta.url).resolve('@opentelemetry/semantic-conventions/incubating');
const declarations = globSync('*_{attributes,metrics,events}.d.mts', { cwd: path.dirname(entry) })
  .map((file) => readFileSync(path.join(path.dirname(entry), file), 'utf8'))
  .join('\n');
/**
 * By the name of the constant: a name may be current as an attribute and deprecated as a metric. What has moved, as it is,
 * to a repository of its own (`gen_ai.*`, `mcp.*`) is as current as before.
 */
export const DEPRECATED = new Set(
  declarations
    .split('/**')
    .filter((declaration) => /\* @deprecated (?!Moved to the )/.test(declaration))
    .flatMap((declaration) => /\*\/\s*(?:export )?declare const (\w+)/.exec(declaration)?.[1] ?? []),
);

const names = { ATTR: new Set<string>(), METRIC: new Set<string>(), EVENT: new Set<string>() };
/** Of attributes whose last part is the sender's: `http.request.header.`. */
const templates = new Set<string>();
for (const [constant, value] of Object.entries({ ...incubating, ...stable })) {
  const kind = /^(ATTR|METRIC|EVENT)_/.exec(constant)?.[1] as NameKind | undefined;
  if (kind === undefined || DEPRECATED.has(constant)) continue;
  if (typeof value === 'function') templates.add(value(''));
  else if (typeof value === 'string') names[kind].add(value);
}
export const NAMES: Readonly<Record<NameKind, ReadonlySet<string>>> = names;

/** A name that the conventions know and have not replaced. */
export const isCurrent = (kind: NameKind, name: string): boolean =>
  NAMES[kind].has(name) ||
  (kind === 'ATTR' &&
    [...templates].some((prefix) => name.startsWith(prefix) && name.length > prefix.length));
