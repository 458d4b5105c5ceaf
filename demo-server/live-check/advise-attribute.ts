/**
 * What the registry says about one attribute of a sample: Weaver's advisors of attributes, built in and from its default
 * policy for names, with their ids, levels and words.
 */
import type { Finding, FindingId, FindingLevel } from './finding.ts';
import {
  type AttributeDefinition,
  findAttribute,
  namespacesOf,
  type Registry,
  type ValueType,
} from './registry.ts';

/** Dots between words of small letters and digits; underscores too. */
const NAME = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;

/** The registry of the service, and what it depends on. */
export interface Registries {
  readonly own: Registry;
  readonly dependency: Registry;
}

export function adviseAttribute(name: string, value: unknown, registries: Registries): readonly Finding[] {
  const { own, dependency } = registries;
  const found = findAttribute(own, name) ?? findAttribute(dependency, name);
  return [
    ...(found === undefined ? [missing(name)] : definitionFindings(found, name, value)),
    ...nameFindings(name, registries),
  ];
}

const missing = (name: string): Finding =>
  finding('missing_attribute', 'violation', name, `Attribute '${name}' does not exist in the registry.`);

function definitionFindings(found: AttributeDefinition, name: string, value: unknown): readonly Finding[] {
  const { type, deprecated, stability } = found;
  const findings: Finding[] = [];
  if (type.type === 'template')
    findings.push(
      finding('template_attribute', 'information', name, `Attribute '${name}' is a template`, {
        template_name: found.key,
      }),
    );
  if (deprecated !== undefined) {
    const { reason, note } = deprecated;
    const message = `Attribute '${name}' is deprecated; reason = '${reason}', note = '${note}'.`;
    const more = { deprecation_reason: reason, deprecation_note: note };
    findings.push(finding('deprecated', 'violation', name, message, more));
  }
  if (stability !== 'stable') {
    const message = `Attribute '${name}' is not stable; stability = ${stability}.`;
    findings.push(finding('not_stable', 'improvement', name, message, { stability }));
  }
  return [...findings, ...valueFindings(found, name, value)];
}

function valueFindings({ type }: AttributeDefinition, name: string, value: unknown): readonly Finding[] {
  const seen = typeOf(value);
  if (seen === undefined) return [];
  if (type.type !== 'enum') {
    if (isCompatible(seen, type.of)) return [];
    const message = `Attribute '${name}' has type '${seen}'. Type should be '${type.of}'.`;
    const more = { attribute_type: seen, expected: type.of };
    return [finding('type_mismatch', 'violation', name, message, more)];
  }
  if (seen !== 'string' && seen !== 'int') {
    const message = `Enum attribute '${name}' has type '${seen}'. Enum value type should be 'string' or 'int'.`;
    return [finding('type_mismatch', 'violation', name, message, { attribute_type: seen })];
  }
  if (type.members.includes(value as string | number)) return [];
  const message = `Enum attribute '${name}' has value '${String(value)}' which is not documented.`;
  const more = { attribute_value: value as string | number };
  return [finding('undefined_enum_variant', 'information', name, message, more)];
}

function nameFindings(name: string, { own, dependency }: Registries): readonly Finding[] {
  const findings: Finding[] = [];
  const namespaces = namespacesOf(name);
  const isTemplate = findAttribute(own, name)?.type.type === 'template';
  if (namespaces.length === 0) {
    const message = `Attribute key '${name}' must include a namespace (e.g. '{namespace}.{attribute_key}')`;
    findings.push(finding('missing_namespace', 'improvement', name, message));
  }
  if (!isTemplate && !NAME.test(name)) {
    const message = `Attribute key '${name}' does not match name formatting rules.`;
    findings.push(finding('invalid_format', 'violation', name, message));
  }
  const all = [own.attributes, dependency.attributes];
  for (const namespace of namespaces) {
    const taken = all.map((attributes) => attributes.get(namespace)).find((found) => found !== undefined);
    if (taken === undefined || taken.deprecated !== undefined || taken.type.type === 'template') continue;
    const message = `Namespace '${namespace}' collides with existing attribute '${namespace}'`;
    findings.push(finding('illegal_namespace', 'violation', name, message, { namespace }));
  }
  if (isTemplate || all.some((attributes) => attributes.has(name))) return findings;
  const extended = namespaces.findLast((namespace) =>
    all.some((attributes) => [...attributes.keys()].some((key) => key.startsWith(`${namespace}.`))),
  );
  if (extended !== undefined) {
    const message = `Attribute key '${name}' collides with existing namespace '${extended}'`;
    findings.push(finding('extends_namespace', 'information', name, message, { namespace: extended }));
  }
  return findings;
}

function finding(
  id: FindingId,
  level: FindingLevel,
  name: string,
  message: string,
  more: Finding['context'] = {},
): Finding {
  return { id, level, message, sampleType: 'attribute', context: { attribute_key: name, ...more } };
}

/** As Weaver infers it from JSON; nothing for what has no type of its own. */
function typeOf(value: unknown): ValueType | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (!Array.isArray(value)) return undefined;
  const types = new Set(value.filter((item) => item !== null && item !== undefined).map(typeOf));
  if (types.size === 1) {
    const [only] = types;
    return only === 'string' || only === 'int' || only === 'double' || only === 'boolean'
      ? `${only}[]`
      : undefined;
  }
  return types.size === 2 && types.has('int') && types.has('double') ? 'double[]' : undefined;
}

/** A whole number may stand for a double: JavaScript sends no other. */
function isCompatible(seen: ValueType, expected: ValueType): boolean {
  return (
    seen === expected ||
    expected === 'any' ||
    (seen === 'int' && expected === 'double') ||
    (seen === 'int[]' && expected === 'double[]')
  );
}
