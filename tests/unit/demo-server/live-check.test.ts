/** Telemetry held against a registry: which finding, of which level, in whose words. */
import { describe, expect, test } from 'vitest';
import { type LiveCheckOptions, liveCheck } from '../../../demo-server/live-check/live-check.ts';
import { readRegistry } from '../../../demo-server/live-check/read-registry.ts';
import type { LogSample, MetricSample, SpanSample } from '../../../demo-server/live-check/sample.ts';
import { semanticConventions } from '../../../demo-server/live-check/semantic-conventions.ts';

const REGISTRY = `
file_format: definition/2
attributes:
  - { key: bldg.unit.id, type: int, brief: The unit, stability: stable }
  - { key: bldg.battery, type: double, brief: How full, stability: stable }
  - { key: bldg.tags, type: 'string[]', brief: Tags, stability: stable }
  - { key: bldg.extra, type: any, brief: Whatever, stability: beta }
  - { key: bldg.header, type: 'template[string]', brief: Headers, stability: stable }
  - { key: app.flat, type: int, brief: Ours in a name of theirs, stability: stable }
  - key: app.unit
    type: int
    brief: Before
    stability: stable
    deprecated: { reason: renamed, renamed_to: bldg.unit.id }
  - key: bldg.result
    brief: What became of it
    stability: stable
    type: { members: [{ id: opened, stability: stable }, { id: denied, stability: stable }] }
spans:
  - type: bldg.access
    kind: server
    name: { note: '{http.request.method} {http.route}' }
    brief: Somebody asks for a door
    stability: stable
    attributes:
      - { ref: bldg.unit.id, requirement_level: required }
      - { ref: bldg.result, requirement_level: recommended }
      - { ref: bldg.battery, requirement_level: opt_in }
      - { ref: bldg.tags, requirement_level: { conditionally_required: if there are any } }
events:
  - name: bldg.denied
    brief: No
    stability: stable
    attributes: [{ ref: bldg.unit.id, requirement_level: required }]
  - name: bldg.refused
    brief: Before
    stability: development
    deprecated: { reason: renamed, renamed_to: bldg.denied }
metrics:
  - name: bldg.accesses
    brief: How many
    stability: stable
    unit: '{access}'
    instrument: counter
    attributes: [{ ref: bldg.result, requirement_level: required }]
`;
const read = readRegistry(REGISTRY, semanticConventions());
if (read.type === 'problems') throw new Error(JSON.stringify(read.problems));
const options: LiveCheckOptions = {
  own: read.registry,
  dependency: semanticConventions(),
  spanTypeOf: ({ kind }) => (kind === 'client' ? undefined : 'bldg.access'),
};

const span = (given: Partial<SpanSample>): SpanSample => ({
  type: 'span',
  name: 'SELECT units',
  kind: 'client',
  statusMessage: '',
  attributes: {},
  events: [],
  ...given,
});
const log = (given: Partial<LogSample>): LogSample => ({
  type: 'log',
  name: '',
  body: '',
  attributes: {},
  ...given,
});
const metric = (given: Partial<MetricSample>): MetricSample => ({
  type: 'metric',
  name: 'bldg.accesses',
  unit: '{access}',
  instrument: 'counter',
  points: [{ 'bldg.result': 'opened' }],
  ...given,
});
const told = (sample: SpanSample | LogSample | MetricSample, more: Partial<LiveCheckOptions> = {}) =>
  liveCheck({ ...options, ...more })
    .check(sample)
    .map(({ id, level, message }) => `${level} ${id}: ${message}`);
const toldOf = (attributes: Readonly<Record<string, unknown>>) => told(span({ attributes }));

describe('an attribute', () => {
  test('as defined is no finding', () => {
    expect(
      toldOf({ 'bldg.unit.id': 4, 'bldg.battery': 0.5, 'bldg.tags': ['a'], 'bldg.result': 'denied' }),
    ).toEqual([]);
    // JavaScript sends 1.0 as a whole number.
    expect(toldOf({ 'bldg.battery': 1, 'http.route': '/units', 'db.query.text': 'SELECT 1' })).toEqual([]);
  });
  test('that nobody has defined', () => {
    expect(toldOf({ 'bldg.flat': 4 })).toEqual([
      "violation missing_attribute: Attribute 'bldg.flat' does not exist in the registry.",
      "information extends_namespace: Attribute key 'bldg.flat' collides with existing namespace 'bldg'",
    ]);
  });
  test('of another type', () => {
    expect(toldOf({ 'bldg.unit.id': '4' })).toEqual([
      "violation type_mismatch: Attribute 'bldg.unit.id' has type 'string'. Type should be 'int'.",
    ]);
    expect(toldOf({ 'bldg.tags': [1, 2] })[0]).toContain("has type 'int[]'. Type should be 'string[]'");
    expect(toldOf({ 'bldg.unit.id': 4.5 })[0]).toContain("has type 'double'");
    expect(toldOf({ 'bldg.result': true })[0]).toContain("Enum value type should be 'string' or 'int'");
    expect(toldOf({ 'bldg.unit.id': undefined })).toEqual([]);
  });
  test('of a name that means something else in the conventions', () => {
    expect(toldOf({ 'device.id': 10 })).toEqual([
      "improvement not_stable: Attribute 'device.id' is not stable; stability = development.",
      "violation type_mismatch: Attribute 'device.id' has type 'int'. Type should be 'string'.",
    ]);
  });
  test('with a value that is not documented is worth a word, and no more', () => {
    expect(toldOf({ 'bldg.result': 'ok' })).toEqual([
      "information undefined_enum_variant: Enum attribute 'bldg.result' has value 'ok' which is not documented.",
    ]);
  });
  test('that was renamed says how it is called now', () => {
    expect(toldOf({ 'app.unit': 4 })).toEqual([
      "violation deprecated: Attribute 'app.unit' is deprecated; reason = 'renamed', note = 'Replaced by `bldg.unit.id`.'.",
    ]);
  });
  test('of ours, below a name of theirs', () => {
    expect(toldOf({ 'app.flat': 4 })).toEqual([
      "violation reserved_namespace: Attribute 'app.flat' is ours, and the namespace 'app' belongs to the semantic conventions.",
    ]);
  });
  test('below a template, of any type, not stable', () => {
    expect(toldOf({ 'bldg.header.accept': 'text/html' })).toEqual([
      "information template_attribute: Attribute 'bldg.header.accept' is a template",
    ]);
    expect(toldOf({ 'bldg.extra': { a: 1 } })).toEqual([
      "improvement not_stable: Attribute 'bldg.extra' is not stable; stability = beta.",
    ]);
  });
  test('with a name that is none', () => {
    expect(toldOf({ Unit: 4 })).toEqual([
      "violation missing_attribute: Attribute 'Unit' does not exist in the registry.",
      "improvement missing_namespace: Attribute key 'Unit' must include a namespace (e.g. '{namespace}.{attribute_key}')",
      "violation invalid_format: Attribute key 'Unit' does not match name formatting rules.",
    ]);
    expect(toldOf({ 'bldg.unit.id.more': 4 })).toContain(
      "violation illegal_namespace: Namespace 'bldg.unit.id' collides with existing attribute 'bldg.unit.id'",
    );
  });
  test('that is excluded is nobody’s business', () => {
    expect(told(span({ attributes: { 'session.id': 's' } }), { excludeSamples: ['session.id'] })).toEqual([]);
  });
  test('of a span event is an attribute too', () => {
    expect(told(span({ events: [{ name: 'e', attributes: { 'bldg.flat': 1 } }] }))[0]).toContain(
      'missing_attribute',
    );
  });
});

describe('a span', () => {
  const attributes = { 'http.request.method': 'GET', 'http.route': '/units/:id', 'bldg.unit.id': 4 };
  const whole = { ...attributes, 'bldg.result': 'opened', 'bldg.battery': 1, 'bldg.tags': ['a'] };

  test('as defined is no finding', () => {
    expect(told(span({ kind: 'server', name: 'GET /units/:id', attributes: whole }))).toEqual([]);
  });
  test('lacks what it should have, each by its level', () => {
    expect(told(span({ kind: 'server', name: 'GET /units/:id' }))).toEqual([
      "violation required_attribute_not_present: Required attribute 'bldg.unit.id' is not present.",
      "improvement recommended_attribute_not_present: Recommended attribute 'bldg.result' is not present.",
      "information opt_in_attribute_not_present: Opt-in attribute 'bldg.battery' is not present.",
      "information conditionally_required_attribute_not_present: Conditionally required attribute 'bldg.tags' is not present.",
    ]);
  });
  test('has the name that its definition makes of its attributes', () => {
    expect(told(span({ kind: 'server', name: 'GET /units/417', attributes: whole }))).toEqual([
      "violation unexpected_span_name: Span name should be 'GET /units/:id', but found 'GET /units/417'.",
    ]);
  });
  test('has its kind', () => {
    expect(told(span({ kind: 'internal', name: 'GET /units/:id', attributes: whole }))).toEqual([
      "violation unexpected_span_kind: Span kind should be 'server', but found 'internal'.",
    ]);
  });
  test('that no matcher names is held against the attributes alone', () => {
    expect(told(span({ kind: 'client', name: 'anything' }))).toEqual([]);
  });
});

describe('an event', () => {
  test('is looked up by its name; a record without one is not', () => {
    expect(told(log({ name: 'bldg.denied', attributes: { 'bldg.unit.id': 4 } }))).toEqual([]);
    expect(told(log({ body: 'a sentence' }))).toEqual([]);
    expect(told(log({ name: 'bldg.unknown' }))).toEqual([
      "violation missing_event: Event 'bldg.unknown' does not exist in the registry.",
    ]);
  });
  test('that was renamed, and lacks what it should have', () => {
    expect(told(log({ name: 'bldg.refused' }))).toEqual([
      "violation deprecated: Event 'bldg.refused' is deprecated; reason = 'renamed', note = 'Replaced by `bldg.denied`.'.",
      "improvement not_stable: Event 'bldg.refused' is not stable; stability = development.",
    ]);
    expect(told(log({ name: 'bldg.denied' }))).toEqual([
      "violation required_attribute_not_present: Required attribute 'bldg.unit.id' is not present.",
    ]);
  });
});

describe('a metric', () => {
  test('has its instrument, its unit and its attributes', () => {
    expect(told(metric({}))).toEqual([]);
    expect(told(metric({ unit: '1', instrument: 'gauge', points: [{}] }))).toEqual([
      "violation unexpected_instrument: Instrument should be 'counter', but found 'gauge'.",
      "violation unit_mismatch: Unit should be '{access}', but found '1'.",
      "violation required_attribute_not_present: Required attribute 'bldg.result' is not present.",
    ]);
    expect(told(metric({ name: 'bldg.other' }))).toEqual([
      'violation missing_metric: Metric does not exist in the registry.',
    ]);
  });
});

describe('a secret', () => {
  const secrets = ['5676', 'a(b'];
  const found = (sample: SpanSample | LogSample) =>
    told(sample, { secrets }).filter((line) => line.includes('secret_value'));

  test('is found wherever it stands', () => {
    expect(found(span({ name: 'open 5676' }))).toEqual([
      'violation secret_value: There is a door code in the name of the span.',
    ]);
    expect(found(span({ attributes: { 'db.query.text': "code = '5676'" } }))[0]).toContain("'db.query.text'");
    expect(found(span({ attributes: { 'bldg.tags': ['x', '5676'] } }))).toHaveLength(1);
    expect(found(span({ attributes: { 'bldg.unit.id': 5676 } }))).toHaveLength(1);
    expect(found(span({ statusMessage: 'a(b is wrong' }))).toHaveLength(1);
    expect(found(span({ events: [{ name: 'typed 5676', attributes: {} }] }))).toHaveLength(1);
    expect(found(log({ body: { typed: '5676' } }))).toHaveLength(1);
  });
  test('is no part of a longer number or word', () => {
    expect(found(span({ name: 'open 15676', attributes: { 'bldg.header.x': 'a5676b' } }))).toEqual([]);
  });
  test('is not repeated', () => {
    const check = liveCheck({ ...options, secrets });
    expect(check.redacted("Enum attribute 'x' has value '5676', a(b")).toBe(
      "Enum attribute 'x' has value '[code]', [code]",
    );
    expect(liveCheck(options).redacted('5676')).toBe('5676');
  });
});
