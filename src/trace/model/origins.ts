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

export class Origins {
  readonly resources: Resource[] = [];
  readonly scopes: Scope[] = [];
  readonly #resourceByContent = new Map<string, number>();
  readonly #scopeByContent = new Map<string, number>();
  readonly #attributes: AttributeColumns;
  readonly #strings: StringTable;

  constructor(strings: StringTable, attributes: AttributeColumns) {
    this.#strings = strings;
    this.#attributes = attributes;
  }

  resource(given: unknown, problems: ProblemLog): number {
    const { attributes } = (isObject(given) ? given : {}) as Unchecked<OtlpResource>;
    const checked = checkedAttributes(attributes, problems);
    const content = JSON.stringify(checked);
    const known = this.#resourceByContent.get(content);
    if (known !== undefined) return known;
    const attributeStart = this.#attributes.length;
    const attributeCount = this.#attributes.append(checked, problems);
    const name = this.#attributes.find(attributeStart, attributeCount, 'service.name');
    const service = this.#strings.intern(typeof name === 'string' && name !== '' ? name : UNKNOWN_SERVICE);
    const index = this.resources.push({ service, attributeStart, attributeCount }) - 1;
    this.#resourceByContent.set(content, index);
    return index;
  }

  scope(given: unknown, problems: ProblemLog): number {
    const { name, version, attributes } = (isObject(given) ? given : {}) as Unchecked<OtlpScope>;
    const nameText = textOf(name, 'scope.name', problems);
    const versionText = textOf(version, 'scope.version', problems);
    const checked = checkedAttributes(attributes, problems);
    const content = JSON.stringify([nameText, versionText, checked]);
    const known = this.#scopeByContent.get(content);
    if (known !== undefined) return known;
    const attributeStart = this.#attributes.length;
    const attributeCount = this.#attributes.append(checked, problems);
    const nameId = this.#strings.intern(nameText);
    const index =
      this.scopes.push({ name: nameId, version: versionText, attributeStart, attributeCount }) - 1;
    this.#scopeByContent.set(content, index);
    return index;
  }
}
