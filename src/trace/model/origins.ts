/**
 * Resources and scopes, each kept once however many requests repeat it: equal content is the same index.
 */
import { type AttributeColumns, checkedAttributes } from './attribute-columns.ts';
import type { OtlpResource, OtlpScope } from './otlp-json.ts';
import { isObject, textOf, type Unchecked } from './otlp-walk.ts';
import type { ProblemLog } from './problems.ts';
import type { StringTable } from './string-table.ts';
import type { StringId } from './types.ts';

export interface Resource {
  readonly service: StringId;
  readonly attributeStart: number;
  readonly attributeCount: number;
}
export interface Scope {
  readonly name: StringId;
  readonly version: string;
  readonly attributeStart: number;
  readonly attributeCount: number;
}

/** What the SDK specification calls a service that does not say its name. */
const UNKNOWN_SERVICE = 'unknown_service';

export interface PackedOrigins {
  readonly resources: Resource[];
  readonly scopes: Scope[];
  readonly resourceByContent: Map<string, number>;
  readonly scopeByContent: Map<string, number>;
}

export class Origins {
  readonly #kept: PackedOrigins;
  readonly #attributes: AttributeColumns;
  readonly #strings: StringTable;

  constructor(strings: StringTable, attributes: AttributeColumns, packed?: PackedOrigins) {
    this.#strings = strings;
    this.#attributes = attributes;
    this.#kept = packed ?? {
      resources: [],
      scopes: [],
      resourceByContent: new Map(),
      scopeByContent: new Map(),
    };
  }

  get packed(): PackedOrigins {
    return this.#kept;
  }
  get resources(): readonly Resource[] {
    return this.#kept.resources;
  }
  get scopes(): readonly Scope[] {
    return this.#kept.scopes;
  }

  resource(given: unknown, problems: ProblemLog): number {
    const { attributes } = (isObject(given) ? given : {}) as Unchecked<OtlpResource>;
    const checked = checkedAttributes(attributes, problems);
    const content = JSON.stringify(checked);
    const { resources, resourceByContent } = this.#kept;
    const known = resourceByContent.get(content);
    if (known !== undefined) return known;
    const attributeStart = this.#attributes.length;
    const attributeCount = this.#attributes.append(checked, problems);
    const name = this.#attributes.find(attributeStart, attributeCount, 'service.name');
    const service = this.#strings.intern(typeof name === 'string' && name !== '' ? name : UNKNOWN_SERVICE);
    const index = resources.push({ service, attributeStart, attributeCount }) - 1;
    resourceByContent.set(content, index);
    return index;
  }

  scope(given: unknown, problems: ProblemLog): number {
    const { name, version, attributes } = (isObject(given) ? given : {}) as Unchecked<OtlpScope>;
    const nameText = textOf(name, 'scope.name', problems);
    const versionText = textOf(version, 'scope.version', problems);
    const checked = checkedAttributes(attributes, problems);
    const content = JSON.stringify([nameText, versionText, checked]);
    const { scopes, scopeByContent } = this.#kept;
    const known = scopeByContent.get(content);
    if (known !== undefined) return known;
    const attributeStart = this.#attributes.length;
    const attributeCount = this.#attributes.append(checked, problems);
    const nameId = this.#strings.intern(nameText);
    const index = scopes.push({ name: nameId, version: versionText, attributeStart, attributeCount }) - 1;
    scopeByContent.set(content, index);
    return index;
  }
}
