/**
 * The closed vocabulary by which telemetry passes or fails an exercise or a test. A check is data (it is written in
 * `exercise.yaml`); TraceQL comes first, a named check only where TraceQL cannot say it. Every string that selects
 * spans is a TraceQL query.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';

export type Check = { readonly say: string; readonly hint?: string } & CheckRule;

export type CheckRule =
  /** The query matches at least one span(set); `matches: none` turns it round. */
  | { readonly type: 'traceql'; readonly query: string; readonly matches: 'some' | 'none' }
  /** The selected span is the only root of the evidence (roots: spans without a parent id). */
  | { readonly type: 'onlyRoot'; readonly select: string }
  /** Every parent id is in the evidence. */
  | { readonly type: 'noOrphans' }
  | { readonly type: 'sameTrace'; readonly a: string; readonly b: string }
  /** Every span of `child` has a direct parent among `parent`. */
  | { readonly type: 'childOf'; readonly child: string; readonly parent: string }
  /** Every span of `from` links to one of `to`. */
  | { readonly type: 'linksTo'; readonly from: string; readonly to: string }
  /** No group of like siblings (same normalised query text) with more than `max` (default 1) under `under`. */
  | { readonly type: 'noRepeatedQuery'; readonly under: string; readonly max?: number }
  /** The selected spans all overlap each other in time (at least two of them). */
  | { readonly type: 'overlap'; readonly select: string }
  | {
      readonly type: 'attribute';
      readonly select: string;
      readonly key: string;
      readonly equals?: AttributeValue;
    }
  | { readonly type: 'noAttribute'; readonly select: string; readonly key: string }
  /** The points of all services that carry `attributes`, taken together; there must be one at least. */
  | {
      readonly type: 'metric';
      readonly name: string;
      readonly attributes?: { readonly [key: string]: AttributeValue };
      readonly sum?: number;
      /** Histograms: how many values were recorded. */
      readonly count?: number;
      /** At most so many time series (sets of attributes). */
      readonly points?: number;
      /** Each point has these attributes and no others. */
      readonly keys?: readonly string[];
      readonly unit?: string;
      /** `sum`, `gauge`, `histogram`; or by instrument: `counter`, `updowncounter`. */
      readonly kind?: string;
      /** `p` as a fraction or in percent: 0.99 and 99 are the same. */
      readonly percentile?: { readonly p: number; readonly atLeast?: number; readonly atMost: number };
      readonly noOverflow?: boolean;
    }
  /**
   * Exactly `count` records, or at least one. `body` is a text that occurs in the record's body; `inSpan` selects the very
   * spans that they may carry the id of, `inTraceOf` the traces.
   */
  | {
      readonly type: 'log';
      readonly eventName?: string;
      readonly body?: string;
      readonly attributes?: { readonly [key: string]: AttributeValue };
      readonly inSpan?: string;
      readonly inTraceOf?: string;
      readonly count?: number;
    }
  /** At most / at least so many of the spans (or traces) counted by `select` were kept. */
  | {
      readonly type: 'kept';
      readonly select: string;
      readonly unit: 'spans' | 'traces';
      readonly atMost?: number;
      readonly atLeast?: number;
      readonly exactly?: number;
    }
  /** The learner's (or the sampler's) estimate lies within `within` (0.15 = 15 %) of the truth. Both are evidence values. */
  | { readonly type: 'estimate'; readonly value: string; readonly truth: string; readonly within: number }
  /**
   * What a service ended has arrived: as many of the selected spans as the value `ended` says, and the SDK's own counters
   * (`otel.sdk.*`) of that service agree: all exported, none dropped, none failed.
   */
  | {
      readonly type: 'exportedEqualsEnded';
      readonly select: string;
      readonly service: string;
      readonly ended: string;
    }
  /** Every export that the counters of the service know of went to this address, and some went well. */
  | {
      readonly type: 'exporterEndpoint';
      readonly service: string;
      readonly address: string;
      readonly port?: number;
    }
  /** A live check looked at the selected spans, and told of nothing this bad; with `id`, of nothing of that kind. */
  | {
      readonly type: 'registryFindings';
      readonly select: string;
      readonly level: 'violation' | 'improvement' | 'information';
      readonly id?: string;
    }
  | {
      readonly type: 'resource';
      readonly select: string;
      readonly key: string;
      readonly equals: AttributeValue;
    }
  /** The answers equal those of the reference run (`values` may be named to be left out, such as timestamps). */
  | { readonly type: 'sameResponse'; readonly ignore?: readonly string[] }
  /** Each of the selected spans has at least so many attributes. */
  | { readonly type: 'attributeCount'; readonly select: string; readonly atLeast: number }
  /**
   * The learner's SQL answered the rows of the list at `equal`, a JSON pointer into the list of responses: as many, in any
   * order, each with the fields of one of them as columns. More columns do no harm.
   */
  | { readonly type: 'sqlRows'; readonly equal: string }
  /** DuckDB read the spans so often for it, by its plan. */
  | { readonly type: 'sqlReads'; readonly exactly: number }
  /** The learner's TraceQL, an input, selects the spans whose ids are in the list at `equal`, and no others. */
  | { readonly type: 'traceqlSelects'; readonly input: string; readonly equal: string }
  /** What the learner committed to equals what the telemetry shows. */
  | { readonly type: 'prediction'; readonly input: string; readonly truth: PredictionTruth };

/** How the truth behind a prediction is read from the telemetry. */
export type PredictionTruth =
  /** Each option is true when its query matches. */
  | { readonly type: 'options'; readonly queries: { readonly [option: string]: string } }
  /** The number of spans the query selects. */
  | { readonly type: 'count'; readonly query: string }
  /** The span with the largest share of the critical path below the selected root; the input holds its span name or id. */
  | { readonly type: 'criticalPath'; readonly under: string }
  /** A value of the evidence (see {@link Evidence.values}). */
  | { readonly type: 'value'; readonly of: string };

/** All that a check may look at. */
export interface Evidence {
  readonly table: TraceReader;
  /** What the learner predicted or set, by input id. */
  readonly inputs: { readonly [id: string]: InputValue };
  readonly responses: readonly ResponseRecord[];
  /** Answers of the reference (unchanged) run, for `sameResponse`. */
  readonly reference?: readonly ResponseRecord[];
  /** Numbers and words found in response bodies, by the names the exercise gives them (`values:` in exercise.yaml). */
  readonly values: { readonly [name: string]: string | number | boolean | undefined };
  /** What the learner's SQL answered, asked of this very table once the run had settled. */
  readonly sql?: TableAnswer;
}
export type Cell = string | number | boolean | null;
/** The answer to a question in SQL, or what is wrong with the question, at its place; lines and columns count from 1. */
export type TableAnswer =
  | {
      readonly type: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      /** There were more rows than these. */
      readonly cut: boolean;
      readonly tookMs: number;
      /** How often the spans were read for it, by the plan. */
      readonly reads: number;
    }
  | {
      readonly type: 'problem';
      readonly line: number;
      readonly column: number;
      readonly message: string;
      readonly hint: string;
    };
export type InputValue = string | number | readonly string[];
export interface ResponseRecord {
  readonly status: number;
  readonly body: unknown;
}

export interface CheckResult {
  readonly pass: boolean;
  /** The spans that prove it (or that break it); the timeline highlights them. */
  readonly spans: readonly SpanIndex[];
  /** In words, for the learner: "at most 2" / "13". Untrusted text inside is never markup. */
  readonly expected: string;
  readonly seen: string;
}
