/**
 * A registry file to a registry, or to every problem in it at its line.
 *
 *   text --yaml--> document --the shape--> file --names that refer to names--> registry
 *     '--> problems           '--> problems       '--> problems
 */
import { type Document, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { keyOffset } from '../yaml-offsets.ts';
import { yamlValue } from '../yaml-value.ts';
import type {
  AttributeDefinition,
  AttributeReference,
  AttributeType,
  Definition,
  Deprecated,
  Registry,
  RequirementLevel,
  ValueType,
} from './registry.ts';
import { type RegistryFile, registryFile } from './registry-schema.ts';

export interface RegistryProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}
export type ReadRegistry =
  | { readonly type: 'registry'; readonly registry: Registry }
  | { readonly type: 'problems'; readonly problems: readonly RegistryProblem[] };

type Path = readonly (string | number)[];
type Told = { readonly path: Path; readonly message: string; readonly hint: string };

/** Of the definition language, and nothing that a live check looks at. */
const UNREAD = ['entities', 'entity_refinements', 'event_refinements', 'imports', 'metric_refinements'];

/** Names of `dependency` may be referred to, as those of a registry in the manifest's `dependencies`. */
export function readRegistry(text: string, dependency?: Registry): ReadRegistry {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, version: '1.2', prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lineCounter.linePos(offset).line);
  const [slip] = document.errors;
  if (slip !== undefined) {
    const hint = 'YAML goes by indentation. Look at this line and the one above it.';
    return { type: 'problems', problems: [{ line: lineAt(slip.pos[0]), message: slip.message, hint }] };
  }
  const problems = (told: readonly Told[]): ReadRegistry => ({
    type: 'problems',
    problems: told
      .map(({ path, ...rest }) => ({ line: lineAt(keyOffset(document, path.map(String))), ...rest }))
      .sort((a, b) => a.line - b.line),
  });
  if (document.contents === null) {
    const hint = 'Begin with `file_format: definition/2`.';
    return problems([{ path: [], message: 'There is no registry here.', hint }]);
  }
  const plain = yamlValue(document);
  if (plain.type === 'problem') {
    const { offset, message, hint } = plain;
    return { type: 'problems', problems: [{ line: lineAt(offset), message, hint }] };
  }
  const read = registryFile.safeParse(plain.value);
  if (!read.success) return problems(read.error.issues.flatMap((issue) => inWords(issue, document)));
  const file = read.data;
  const unresolved = [...twice(file), ...unknownNames(file, dependency)];
  if (unresolved.length > 0) return problems(unresolved);
  return { type: 'registry', registry: resolved(file) };
}

function inWords(issue: z.core.$ZodIssue, document: Document): readonly Told[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${placeIn(path)} knows no \`${key}\`.`,
      hint: UNREAD.includes(key)
        ? `Weaver's language has \`${key}\`. This live check does not read it.`
        : 'Look at the spelling, and at how far the line is indented.',
    }));
  const isMissing = path.length > 0 && document.getIn(path) === undefined;
  if (isMissing)
    return [
      {
        path,
        message: `${placeIn(path.slice(0, -1))} needs \`${path.at(-1)}\`.`,
        hint: `Write \`${path.at(-1)}: ...\` on a line of its own, as far in as its neighbours.`,
      },
    ];
  const hint = "Weaver's definition language says what goes where: schemas/semconv-syntax.v2.md.";
  // The words of zod, or our own where the schema has them.
  if (issue.code === 'invalid_value' && issue.values.length > 1 && issue.message.startsWith('Invalid'))
    return [{ path, message: `${placeIn(path)}: can be ${issue.values.map(String).join(', ')}.`, hint }];
  return [{ path, message: `${placeIn(path)}: ${issue.message}.`, hint }];
}

const placeIn = (path: Path): string => (path.length === 0 ? 'The registry' : `\`${path.join('.')}\``);

const SECTIONS = [
  ['attributes', 'key'],
  ['attribute_groups', 'id'],
  ['spans', 'type'],
  ['events', 'name'],
  ['metrics', 'name'],
] as const;

function twice(file: RegistryFile): readonly Told[] {
  return SECTIONS.flatMap(([section, field]) => {
    const seen = new Set<string>();
    return file[section].flatMap((definition, index): readonly Told[] => {
      const name = String((definition as Readonly<Record<string, unknown>>)[field]);
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      const message = `\`${name}\` is defined twice in \`${section}\`.`;
      return [{ path: [section, index, field], message, hint: 'One name, one definition.' }];
    });
  });
}

function unknownNames(file: RegistryFile, dependency: Registry | undefined): readonly Told[] {
  const own = file.attributes.map(({ key }) => key);
  const isKnown = (name: string) => own.includes(name) || dependency?.attributes.has(name) === true;
  const groups = file.attribute_groups.map(({ id }) => id);
  const hint = 'Define it under `attributes`, or look at the spelling.';
  const renames = file.attributes.flatMap(({ key, deprecated }, index): readonly Told[] => {
    if (deprecated?.reason !== 'renamed') return [];
    const { renamed_to: to } = deprecated;
    const path = ['attributes', index, 'deprecated', 'renamed_to'];
    if (to === key) return [{ path, message: `\`${key}\` is renamed to itself.`, hint }];
    return isKnown(to)
      ? []
      : [{ path, message: `\`${key}\` is renamed to \`${to}\`, which is not defined.`, hint }];
  });
  const references = SECTIONS.slice(1).flatMap(([section]) =>
    file[section].flatMap((definition, index) => {
      if (!('attributes' in definition)) return [];
      return definition.attributes.flatMap((given, at): readonly Told[] => {
        if ('ref_group' in given) {
          // A group of groups would have to be bounded, and Weaver advises against it.
          const known = section !== 'attribute_groups' && groups.includes(given.ref_group);
          const message = `There is no group \`${given.ref_group}\` to refer to here.`;
          const path = [section, index, 'attributes', at, 'ref_group'];
          return known
            ? []
            : [{ path, message, hint: 'Groups are under `attribute_groups`, by their `id`.' }];
        }
        const path = [section, index, 'attributes', at, 'ref'];
        return isKnown(given.ref) ? [] : [{ path, message: `\`${given.ref}\` is not defined.`, hint }];
      });
    }),
  );
  return [...renames, ...references];
}

type References = RegistryFile['events'][number]['attributes'];
type Common = Pick<RegistryFile['events'][number], 'brief' | 'stability' | 'deprecated'>;

function resolved(file: RegistryFile): Registry {
  const groups = new Map(file.attribute_groups.map(({ id, attributes }) => [id, attributes]));
  const referencesOf = (given: References): readonly AttributeReference[] => {
    // What a signal says itself goes before what a group says.
    const all = new Map<string, AttributeReference>();
    for (const one of given)
      if ('ref_group' in one)
        for (const { key, ...more } of referencesOf(groups.get(one.ref_group) ?? []))
          all.set(key, { key, ...more });
    for (const one of given)
      if ('ref' in one) all.set(one.ref, { key: one.ref, requirementLevel: levelOf(one.requirement_level) });
    return [...all.values()];
  };
  const signal = ({ attributes, ...common }: Common & { readonly attributes: References }) => ({
    ...definition(common),
    attributes: referencesOf(attributes),
  });
  return {
    attributes: new Map(
      file.attributes.map(({ key, type, ...common }): [string, AttributeDefinition] => [
        key,
        { key, type: typeOf(type), ...definition(common) },
      ]),
    ),
    spans: new Map(
      file.spans.map((span) => [span.type, { ...signal(span), kind: span.kind, nameNote: span.name.note }]),
    ),
    events: new Map(file.events.map((event) => [event.name, signal(event)])),
    metrics: new Map(
      file.metrics.map((metric) => [
        metric.name,
        { ...signal(metric), unit: metric.unit, instrument: metric.instrument },
      ]),
    ),
  };
}

function definition({ brief, stability, deprecated }: Common): Definition {
  return { brief, stability, ...(deprecated && { deprecated: deprecation(deprecated) }) };
}

function deprecation(given: NonNullable<Common['deprecated']>): Deprecated {
  const { reason, note } = given;
  if (reason === 'renamed') {
    const renamedTo = given.renamed_to;
    return { reason, renamedTo, note: note ?? `Replaced by \`${renamedTo}\`.` };
  }
  return { reason, note: note ?? (reason === 'obsoleted' ? 'Obsoleted.' : 'Uncategorized.') };
}

function typeOf(type: RegistryFile['attributes'][number]['type']): AttributeType {
  if (typeof type !== 'string')
    return { type: 'enum', members: type.members.map(({ id, value }) => value ?? id) };
  const template = /^template\[(.+)\]$/.exec(type)?.[1];
  return template === undefined
    ? { type: 'value', of: type as ValueType }
    : { type: 'template', of: template as ValueType };
}

type LevelText = Extract<References[number], { ref: string }>['requirement_level'];

/** Weaver takes an attribute without a level as recommended. */
function levelOf(level: LevelText): RequirementLevel {
  if (level === undefined) return 'recommended';
  if (typeof level === 'string') return level;
  if ('conditionally_required' in level) return 'conditionally_required';
  return 'recommended' in level ? 'recommended' : 'opt_in';
}
