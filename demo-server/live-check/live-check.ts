/**
 * Telemetry held against a registry while it is emitted, as `weaver registry live-check` does it. Pure: a sample goes in,
 * findings come out.
 *
 *   sample --matcher--> the definition of its signal --> what is missing
 *     '-- each attribute --> its definition, in the registry or what it depends on --> what is unknown, old or of a wrong type
 */
import { adviseAttribute, type Registries } from './advise-attribute.ts';
import type { Finding, FindingId, FindingLevel } from './finding.ts';
import { reservedNamespace, type SecretsPolicy, secretsPolicy, spanNamePolicy } from './house-policies.ts';
import type { Definition, RequirementLevel, SignalDefinition } from './registry.ts';
import type { LogSample, MetricSample, Sample, SampleAttributes, SpanSample } from './sample.ts';

export interface LiveCheckOptions extends Registries {
  /**
   * Which span is held against which definition; events and metrics are found by their names. In Weaver an expression of
   * `[[live-check.matchers]]`.
   */
  readonly spanTypeOf: (sample: SpanSample) => string | undefined;
  /** Attributes that are nobody's business: Weaver's `exclude_samples`. */
  readonly excludeSamples?: readonly string[];
  /** What must be in no signal. */
  readonly secrets?: readonly string[];
}

export interface LiveCheck {
  check(sample: Sample): readonly Finding[];
  readonly redacted: SecretsPolicy['redacted'];
}

export function liveCheck(options: LiveCheckOptions): LiveCheck {
  const { excludeSamples = [] } = options;
  const secrets = secretsPolicy(options.secrets ?? []);
  const excluded = new Set(excludeSamples);
  const kept = (attributes: SampleAttributes): SampleAttributes =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => !excluded.has(name)));
  const attributeFindings = (attributes: SampleAttributes) =>
    Object.entries(attributes).flatMap(([name, value]) => [
      ...adviseAttribute(name, value, options),
      ...reservedNamespace(name, options),
    ]);
  return {
    redacted: secrets.redacted,
    check(given) {
      const sample = withAttributes(given, kept);
      return [
        ...signalFindings(sample, options),
        ...attributesOf(sample).flatMap(attributeFindings),
        ...secrets.findings(sample),
      ];
    },
  };
}

function withAttributes(sample: Sample, kept: (attributes: SampleAttributes) => SampleAttributes): Sample {
  if (sample.type === 'metric') return { ...sample, points: sample.points.map(kept) };
  const attributes = kept(sample.attributes);
  if (sample.type === 'log') return { ...sample, attributes };
  return {
    ...sample,
    attributes,
    events: sample.events.map((event) => ({ ...event, attributes: kept(event.attributes) })),
  };
}

function attributesOf(sample: Sample): readonly SampleAttributes[] {
  if (sample.type === 'metric') return sample.points;
  if (sample.type === 'log') return [sample.attributes];
  return [sample.attributes, ...sample.events.map(({ attributes }) => attributes)];
}

function signalFindings(sample: Sample, options: LiveCheckOptions): readonly Finding[] {
  switch (sample.type) {
    case 'span':
      return spanFindings(sample, options);
    case 'log':
      return eventFindings(sample, options);
    case 'metric':
      return metricFindings(sample, options);
  }
}

function spanFindings(
  sample: SpanSample,
  { spanTypeOf, ...registries }: LiveCheckOptions,
): readonly Finding[] {
  const type = spanTypeOf(sample);
  const definition = type === undefined ? undefined : registries.own.spans.get(type);
  if (definition === undefined) return [];
  return [
    ...spanNamePolicy(sample, definition),
    ...signalState('Span', 'span', type ?? '', definition),
    ...absent(definition, sample.attributes, 'span', registries),
  ];
}

function eventFindings({ name, attributes }: LogSample, registries: Registries): readonly Finding[] {
  // A record without a name is no event, and cannot be described.
  if (name === '') return [];
  const definition = registries.own.events.get(name) ?? registries.dependency.events.get(name);
  if (definition === undefined)
    return [found('missing_event', 'violation', 'log', `Event '${name}' does not exist in the registry.`)];
  return [
    ...signalState('Event', 'log', name, definition),
    ...absent(definition, attributes, 'log', registries),
  ];
}

function metricFindings(sample: MetricSample, registries: Registries): readonly Finding[] {
  const { name, unit, instrument, points } = sample;
  const definition = registries.own.metrics.get(name) ?? registries.dependency.metrics.get(name);
  if (definition === undefined)
    return [
      found('missing_metric', 'violation', 'metric', 'Metric does not exist in the registry.', {
        metric_name: name,
      }),
    ];
  const findings: Finding[] = [];
  if (instrument !== definition.instrument) {
    const expected = definition.instrument;
    const message = `Instrument should be '${expected}', but found '${instrument}'.`;
    findings.push(found('unexpected_instrument', 'violation', 'metric', message, { instrument, expected }));
  }
  if (unit !== definition.unit) {
    const expected = definition.unit;
    const message = `Unit should be '${expected}', but found '${unit}'.`;
    findings.push(found('unit_mismatch', 'violation', 'metric', message, { unit, expected }));
  }
  return [
    ...findings,
    ...signalState('Metric', 'metric', name, definition),
    ...points.flatMap((point) => absent(definition, point, 'number_data_point', registries)),
  ];
}

function signalState(
  what: 'Span' | 'Event' | 'Metric',
  sampleType: Sample['type'],
  name: string,
  { deprecated, stability }: Definition,
): readonly Finding[] {
  const findings: Finding[] = [];
  const named = { [`${what.toLowerCase()}_name`]: name };
  if (deprecated !== undefined) {
    const { reason, note } = deprecated;
    const message = `${what} '${name}' is deprecated; reason = '${reason}', note = '${note}'.`;
    const more = { ...named, deprecation_reason: reason, deprecation_note: note };
    findings.push(found('deprecated', 'violation', sampleType, message, more));
  }
  if (stability !== 'stable') {
    const message = `${what} '${name}' is not stable; stability = ${stability}.`;
    findings.push(found('not_stable', 'improvement', sampleType, message, { ...named, stability }));
  }
  return findings;
}

const ABSENT: Readonly<Record<RequirementLevel, readonly [FindingId, FindingLevel, string]>> = {
  required: ['required_attribute_not_present', 'violation', 'Required'],
  recommended: ['recommended_attribute_not_present', 'improvement', 'Recommended'],
  opt_in: ['opt_in_attribute_not_present', 'information', 'Opt-in'],
  conditionally_required: [
    'conditionally_required_attribute_not_present',
    'information',
    'Conditionally required',
  ],
};

function absent(
  { attributes: references }: SignalDefinition,
  attributes: SampleAttributes,
  sampleType: Finding['sampleType'],
  { own, dependency }: Registries,
): readonly Finding[] {
  const names = Object.keys(attributes);
  return references.flatMap(({ key, requirementLevel }) => {
    const { type } = own.attributes.get(key) ?? dependency.attributes.get(key) ?? {};
    const isThere = (name: string) => (type?.type === 'template' ? name.startsWith(`${key}.`) : name === key);
    if (names.some(isThere)) return [];
    const [id, level, word] = ABSENT[requirementLevel];
    return [
      found(id, level, sampleType, `${word} attribute '${key}' is not present.`, { attribute_key: key }),
    ];
  });
}

function found(
  id: FindingId,
  level: FindingLevel,
  sampleType: Finding['sampleType'],
  message: string,
  context: Finding['context'] = {},
): Finding {
  return { id, level, message, sampleType, context };
}
