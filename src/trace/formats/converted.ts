/**
 * Spans of a foreign format as an OTLP request, with the way back: OTLP's reports name places in the request, readers want
 * places in their file.
 */
import type { OtlpKeyValue, OtlpSpan, OtlpTraces } from '../model/otlp-json.ts';

export interface Converted {
  readonly traces: OtlpTraces;
  /** The place in the file of a place in {@link traces}. */
  placeOf(path: string): string;
}

interface Group {
  readonly attributes: readonly OtlpKeyValue[];
  readonly scopes: Map<
    string,
    { readonly name: string; readonly version: string; readonly spans: OtlpSpan[]; readonly places: string[] }
  >;
}

const PATH = /^resourceSpans\[(\d+)\](?:\.scopeSpans\[(\d+)\](?:\.spans\[(\d+)\])?)?/;

/** Gathers spans by resource and scope, in the order in which those first appear. */
export class SpanGroups {
  readonly #groups = new Map<unknown, Group>();

  /** `resource` is whatever stands for it in the file; its attributes are asked for once. */
  add(
    resource: unknown,
    attributesOf: () => readonly OtlpKeyValue[],
    scope: { readonly name: string; readonly version: string },
    span: OtlpSpan,
    place: string,
  ): void {
    let group = this.#groups.get(resource);
    if (group === undefined) {
      group = { attributes: attributesOf(), scopes: new Map() };
      this.#groups.set(resource, group);
    }
    const key = JSON.stringify([scope.name, scope.version]);
    let holder = group.scopes.get(key);
    if (holder === undefined) {
      holder = { ...scope, spans: [], places: [] };
      group.scopes.set(key, holder);
    }
    holder.spans.push(span);
    holder.places.push(place);
  }

  done(): Converted {
    const groups = [...this.#groups.values()].map(({ attributes, scopes }) => ({
      attributes,
      scopes: [...scopes.values()],
    }));
    return {
      traces: {
        resourceSpans: groups.map(({ attributes, scopes }) => ({
          resource: { attributes },
          scopeSpans: scopes.map(({ name, version, spans }) => ({ scope: { name, version }, spans })),
        })),
      },
      placeOf: (path) => {
        const [, resource, scope, span] = PATH.exec(path) ?? [];
        const holder = groups[Number(resource)]?.scopes[Number(scope ?? 0)];
        return holder?.places[Number(span ?? 0)] ?? path;
      },
    };
  }
}
