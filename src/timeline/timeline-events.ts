/** What the element tells the page. All of these events bubble and leave the shadow root; `detail` says what happened. */
import type { ImportReport } from '../trace/formats/import-report.ts';
import type { TimelinePlace } from './place/place.ts';

export type TimelineEvent =
  | {
      readonly type: 'spanselect';
      readonly detail: { readonly span: number; readonly traceId: string; readonly spanId: string };
    }
  | {
      /** The reader wants a span that is not here: a page may load its trace. */
      readonly type: 'linkselect';
      readonly detail: { readonly traceId: string; readonly spanId: string };
    }
  | { readonly type: 'viewchange'; readonly detail: { readonly view: string } }
  | { readonly type: 'comparechange'; readonly detail: { readonly label: string | undefined } }
  | { readonly type: 'placechange'; readonly detail: { readonly place: TimelinePlace } }
  | { readonly type: 'settled'; readonly detail: { readonly spanCount: number } }
  | {
      /** The first frame of each version of the table. */
      readonly type: 'drawn';
      readonly detail: { readonly version: number; readonly spanCount: number; readonly atMs: number };
    }
  | {
      /** The reader opened files: what was read of each, and what was not. */
      readonly type: 'fileopen';
      readonly detail: { readonly reports: readonly ImportReport[]; readonly tookMs: number };
    };

/** By name, for `addEventListener`. */
export type TraceTimelineEventMap = {
  readonly [Event in TimelineEvent as Event['type']]: CustomEvent<Event['detail']>;
};
