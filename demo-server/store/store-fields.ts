/**
 * What a query over the store could ask about, for completion: of the newest spans in memory, of some traces spread over the
 * archive, and of the resources that sent what is in it.
 */
import { toAttributeValue } from '../../src/trace/model/any-value.ts';
import { FieldCollector, type KnownFields } from '../../src/trace/traceql/writing.ts';
import type { ArchivedTrace } from './archive.ts';
import { tableOf } from './search-store.ts';
import { seenSpans } from './seen-spans.ts';
import type { TraceStore } from './trace-store.ts';
import type { Viewer } from './viewer.ts';

/** The traces from the archive are chosen anew when as many spans have arrived. */
const STALE_SPANS = 10_000;

export interface StoreFields {
  fields(viewer: Viewer): Promise<KnownFields>;
}

export function storeFields(store: TraceStore): StoreFields {
  let chosen: { readonly place: number; readonly traces: Promise<readonly ArchivedTrace[]> } | undefined;
  const spread = () => {
    const place = store.nextPlace;
    if (chosen === undefined || place - chosen.place >= STALE_SPANS) {
      const own = { place, traces: store.spread() };
      chosen = own;
      own.traces.catch(() => {
        if (chosen === own) chosen = undefined;
      });
    }
    return chosen.traces;
  };
  return {
    async fields(viewer) {
      const collector = new FieldCollector();
      collector.add(store.table(), seenSpans(store, viewer));
      if (store.olderTraces === 0) return collector.fields;
      // Whose a resource is cannot be told.
      if (viewer.scope === 'everything')
        for (const { attributes = [] } of store.resources())
          collector.addResource(
            attributes.flatMap(({ key, value }) =>
              key === undefined ? [] : [[key, toAttributeValue(value ?? {})] as const],
            ),
          );
      const { table, provenance } = tableOf(await spread());
      collector.add(table, (span) => {
        const from = provenance(table.strings.get(table.columns.traceId[span] as number));
        return from !== undefined && viewer.sees(from);
      });
      return collector.fields;
    },
  };
}
