/**
 * Rules of this building, beside those that come with Weaver. A team writes its own in Rego and gives them to the live check
 * with `--advice-policies`; what they look up, such as the secrets here, comes with `--advice-data`.
 */
import type { Registries } from './advise-attribute.ts';
import type { Finding } from './finding.ts';
import type { SpanDefinition } from './registry.ts';
import type { Sample, SampleAttributes, SpanSample } from './sample.ts';

/** The conventions may take any name below their own namespaces tomorrow. What leaves it is deprecated, and free to stay. */
export function reservedNamespace(name: string, { own, dependency }: Registries): readonly Finding[] {
  const definition = own.attributes.get(name);
  if (definition === undefined || definition.deprecated !== undefined) return [];
  const [namespace] = name.split('.', 1);
  const isTaken = [...dependency.attributes.keys()].some((key) => key.startsWith(`${namespace}.`));
  if (namespace === undefined || !isTaken || dependency.attributes.has(name)) return [];
  return [
    {
      id: 'reserved_namespace',
      level: 'violation',
      sampleType: 'attribute',
      message: `Attribute '${name}' is ours, and the namespace '${namespace}' belongs to the semantic conventions.`,
      context: { attribute_key: name, namespace },
    },
  ];
}

const PLACEHOLDER = /\{([a-z][a-z0-9._]*)\}/g;

/** Holds the name of a span against the note of its definition, where the note is a pattern. */
export function spanNamePolicy(sample: SpanSample, { nameNote, kind }: SpanDefinition): readonly Finding[] {
  const findings: Finding[] = [];
  if (sample.kind !== kind)
    findings.push({
      id: 'unexpected_span_kind',
      level: 'violation',
      sampleType: 'span',
      message: `Span kind should be '${kind}', but found '${sample.kind}'.`,
      context: { kind: sample.kind, expected: kind },
    });
  const expected = filledIn(nameNote, sample.attributes);
  if (expected !== undefined && expected !== sample.name)
    findings.push({
      id: 'unexpected_span_name',
      level: 'violation',
      sampleType: 'span',
      message: `Span name should be '${expected}', but found '${sample.name}'.`,
      context: { span_name: sample.name, expected },
    });
  return findings;
}

/** Nothing if the note is prose, or if an attribute is not there: that one is told by its requirement level. */
function filledIn(note: string, attributes: SampleAttributes): string | undefined {
  if (!note.includes('{')) return undefined;
  const names = [...note.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
  if (names.some((name) => attributes[name] === undefined)) return undefined;
  return note.replaceAll(PLACEHOLDER, (_, name: string) => String(attributes[name]));
}

/** What must be in no signal at all. Each text stands for itself, and not as a part of a longer word or number. */
export function secretsPolicy(secrets: readonly string[]) {
  const alternatives = secrets.map((secret) => secret.replaceAll(/[^A-Za-z0-9]/g, '\\$&'));
  const pattern =
    secrets.length === 0
      ? undefined
      : new RegExp(`(?<![A-Za-z0-9])(?:${alternatives.join('|')})(?![A-Za-z0-9])`, 'g');
  const holds = (value: unknown) => pattern !== undefined && textOf(value).search(pattern) >= 0;
  return {
    findings: (sample: Sample): readonly Finding[] =>
      placesOf(sample).flatMap(([place, value]): readonly Finding[] => {
        if (!holds(value)) return [];
        return [
          {
            id: 'secret_value',
            level: 'violation',
            sampleType: sample.type,
            message: `There is a door code in ${place}.`,
            context: { place },
          },
        ];
      }),
    /** A finding must not repeat what should not be there. */
    redacted: (text: string): string => (pattern === undefined ? text : text.replaceAll(pattern, '[code]')),
  };
}
export type SecretsPolicy = ReturnType<typeof secretsPolicy>;

type PlaceAndValue = readonly [place: string, value: unknown];

function placesOf(sample: Sample): readonly PlaceAndValue[] {
  const inAttributes = (attributes: SampleAttributes): readonly PlaceAndValue[] =>
    Object.entries(attributes).map(([key, value]) => [`the attribute '${key}'`, [key, value]]);
  switch (sample.type) {
    case 'span':
      return [
        ['the name of the span', sample.name],
        ['the status of the span', sample.statusMessage],
        ...inAttributes(sample.attributes),
        ...sample.events.flatMap(({ name, attributes }): readonly PlaceAndValue[] => [
          ['the name of a span event', name],
          ...inAttributes(attributes),
        ]),
      ];
    case 'log':
      return [
        ['the name of the event', sample.name],
        ['the body of the log record', sample.body],
        ...inAttributes(sample.attributes),
      ];
    case 'metric':
      return [['the name of the metric', sample.name], ...sample.points.flatMap(inAttributes)];
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return String(value);
  }
}
