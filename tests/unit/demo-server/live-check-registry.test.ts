/** Registries as text: what is read from them, and what is said about a slip, at its line. */

import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, test } from 'vitest';
import { readRegistry } from '../../../demo-server/live-check/read-registry.ts';
import { currentName, findAttribute, type Registry } from '../../../demo-server/live-check/registry.ts';
import { semanticConventions } from '../../../demo-server/live-check/semantic-conventions.ts';

const WHOLE = `
file_format: definition/2
attributes:
  - key: bldg.unit.id
    type: int
    brief: The unit
    stability: stable
  - key: app.unit
    type: int
    brief: The unit, before
    stability: stable
    deprecated: { reason: renamed, renamed_to: bldg.unit.id }
  - key: bldg.header
    type: template[string[]]
    brief: Headers of a request
    stability: development
  - key: bldg.access.result
    brief: What became of it
    stability: stable
    type:
      members:
        - { id: opened, stability: stable }
        - { id: denied, value: refused, stability: stable }
attribute_groups:
  - id: who
    visibility: internal
    attributes:
      - { ref: bldg.unit.id, requirement_level: required }
spans:
  - type: bldg.access
    kind: server
    name: { note: "{http.request.method} {http.route}" }
    brief: Somebody asks for a door
    stability: stable
    attributes:
      - ref_group: who
      - { ref: bldg.access.result, requirement_level: { conditionally_required: when it is known } }
      - ref: http.route
events:
  - { name: bldg.access.denied, brief: No, stability: stable, attributes: [{ ref_group: who }] }
metrics:
  - { name: bldg.accesses, brief: How many, stability: stable, unit: '{access}', instrument: counter }
`;

function registryOf(text: string, dependency = semanticConventions()): Registry {
  const read = readRegistry(text, dependency);
  if (read.type === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.registry;
}
function problemsOf(text: string): readonly string[] {
  const read = readRegistry(text, semanticConventions());
  return read.type === 'registry' ? [] : read.problems.map(({ line, message }) => `${line}: ${message}`);
}

describe('a registry', () => {
  const registry = registryOf(WHOLE);

  test('defines attributes by type, members and template', () => {
    expect(registry.attributes.get('bldg.unit.id')).toEqual({
      key: 'bldg.unit.id',
      type: { type: 'value', of: 'int' },
      brief: 'The unit',
      stability: 'stable',
    });
    expect(registry.attributes.get('bldg.access.result')?.type).toEqual({
      type: 'enum',
      members: ['opened', 'refused'],
    });
    expect(findAttribute(registry, 'bldg.header.accept')?.type).toEqual({ type: 'template', of: 'string[]' });
    expect(findAttribute(registry, 'bldg.header')).toBeUndefined();
    expect(findAttribute(registry, 'bldg.unit.id.more')).toBeUndefined();
  });

  test('says what a signal carries, with those of its groups', () => {
    expect(registry.spans.get('bldg.access')).toMatchObject({
      kind: 'server',
      nameNote: '{http.request.method} {http.route}',
      attributes: [
        { key: 'bldg.unit.id', requirementLevel: 'required' },
        { key: 'bldg.access.result', requirementLevel: 'conditionally_required' },
        { key: 'http.route', requirementLevel: 'recommended' },
      ],
    });
    expect(registry.events.get('bldg.access.denied')?.attributes).toHaveLength(1);
    expect(registry.metrics.get('bldg.accesses')).toMatchObject({ unit: '{access}', instrument: 'counter' });
  });

  test('what a signal says itself goes before what its group says', () => {
    const text = WHOLE.replace('- ref: http.route', '- { ref: bldg.unit.id, requirement_level: opt_in }');
    expect(registryOf(text).spans.get('bldg.access')?.attributes[0]).toEqual({
      key: 'bldg.unit.id',
      requirementLevel: 'opt_in',
    });
  });

  test('knows what a name is called now', () => {
    expect(registry.attributes.get('app.unit')?.deprecated).toEqual({
      reason: 'renamed',
      renamedTo: 'bldg.unit.id',
      note: 'Replaced by `bldg.unit.id`.',
    });
    expect(currentName(registry, 'app.unit')).toBe('bldg.unit.id');
    expect(currentName(registry, 'bldg.unit.id')).toBe('bldg.unit.id');
    expect(currentName(registry, 'app.flat')).toBeUndefined();
  });

  test('a ring of renames has no end, and is not followed for ever', () => {
    const ring = ['a.b', 'b.a'].map(
      (key, index, all) =>
        `  - { key: ${key}, type: int, brief: x, stability: stable, deprecated: { reason: renamed, renamed_to: ${all[1 - index]} } }`,
    );
    const text = `file_format: definition/2\nattributes:\n${ring.join('\n')}\n`;
    expect(currentName(registryOf(text), 'a.b')).toBeUndefined();
  });
});

describe('what is wrong is told at its line', () => {
  test.each([
    [
      'an unknown key',
      'brief: The unit\n',
      'breif: The unit\n',
      ['4: `attributes.0` needs `brief`.', '6: `attributes.0` knows no `breif`.'],
    ],
    [
      'a type that there is not',
      'type: int\n    brief: The unit\n',
      'type: integer\n    brief: The unit\n',
      [expect.stringMatching(/^5: `attributes\.0\.type`: can be string, int, .*template/)],
    ],
    [
      'a stability',
      'stability: development',
      'stability: new',
      [expect.stringMatching(/^16: `attributes\.2\.stability`: /)],
    ],
    [
      'a member without its stability',
      '{ id: opened, stability: stable }',
      '{ id: opened }',
      ['22: `attributes.3.type.members.0` needs `stability`.'],
    ],
    [
      'a requirement level',
      'requirement_level: required }',
      'requirement_level: must }',
      [
        expect.stringMatching(
          /^28: `attribute_groups\.0\.attributes\.0\.requirement_level`: can be required/,
        ),
      ],
    ],
    [
      'a rename to nowhere',
      'renamed_to: bldg.unit.id',
      'renamed_to: bldg.flat',
      ['12: `app.unit` is renamed to `bldg.flat`, which is not defined.'],
    ],
    [
      'a deprecation without a reason',
      'reason: renamed, renamed_to: bldg.unit.id',
      'note: old',
      [expect.stringMatching(/^12: `attributes\.1\.deprecated`.*reason/)],
    ],
    ['a reference to nothing', 'ref: http.route', 'ref: http.rout', ['38: `http.rout` is not defined.']],
    [
      'a group that there is not',
      '- ref_group: who\n',
      '- ref_group: whom\n',
      ['36: There is no group `whom` to refer to here.'],
    ],
    [
      'a name that is defined twice',
      'key: app.unit',
      'key: bldg.unit.id',
      ['8: `bldg.unit.id` is defined twice in `attributes`.', '12: `bldg.unit.id` is renamed to itself.'],
    ],
    ['a kind', 'kind: server', 'kind: request', [expect.stringMatching(/^31: `spans\.0\.kind`: /)]],
    ['a section that is not read', 'metrics:\n', 'imports:\n', ['41: The registry knows no `imports`.']],
    [
      'another format',
      'file_format: definition/2',
      'file_format: definition/1',
      ['2: `file_format`: has to be definition/2.'],
    ],
    [
      'indentation',
      '    type: int\n    brief: The unit\n',
      '    type: int\n   brief: The unit\n',
      [expect.stringMatching(/^[567]: /)],
    ],
  ])('%s', (_, from, to, problems) => {
    expect(WHOLE).toContain(from);
    expect(problemsOf(WHOLE.replace(from, to))).toEqual(problems);
  });

  test('an alias that refers to nothing', () => {
    expect(problemsOf(WHOLE.replace('type: int', 'type: *int'))).toEqual([
      '5: `*int` is an alias, and no `&int` stands before it.',
    ]);
  });

  test('an empty text', () => {
    expect(problemsOf('\n')).toEqual(['1: There is no registry here.']);
    expect(problemsOf('just words')).toHaveLength(1);
  });
});

describe('the excerpt of the semantic conventions', () => {
  const namesIn = (constants: object, prefix: string) =>
    new Set(Object.entries(constants).flatMap(([name, value]) => (name.startsWith(prefix) ? [value] : [])));

  test('has no name that they do not have, and none more stable than there', () => {
    const stableNames = namesIn(stable, 'ATTR_');
    const allNames = namesIn(incubating, 'ATTR_');
    for (const { key, type, stability } of semanticConventions().attributes.values()) {
      // Templates are functions there.
      if (type.type === 'template') continue;
      expect([key, allNames.has(key)]).toEqual([key, true]);
      expect([key, stability]).toEqual([key, stableNames.has(key) ? 'stable' : 'development']);
    }
    for (const name of semanticConventions().metrics.keys())
      expect(namesIn(stable, 'METRIC_')).toContain(name);
  });
});
