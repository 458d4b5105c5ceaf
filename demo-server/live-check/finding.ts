/**
 * What a live check found, by the names that Weaver gives it: `weaver.finding.*`, in development.
 *
 * https://github.com/open-telemetry/weaver/blob/main/crates/weaver_live_check/docs/finding.md
 */
import type { Sample } from './sample.ts';

export type FindingLevel = 'violation' | 'improvement' | 'information';

/** Weaver's own. */
export type FindingId =
  | 'missing_attribute'
  | 'template_attribute'
  | 'missing_metric'
  | 'missing_event'
  | 'deprecated'
  | 'type_mismatch'
  | 'not_stable'
  | 'unit_mismatch'
  | 'unexpected_instrument'
  | 'undefined_enum_variant'
  | 'required_attribute_not_present'
  | 'recommended_attribute_not_present'
  | 'opt_in_attribute_not_present'
  | 'conditionally_required_attribute_not_present'
  | 'missing_namespace'
  | 'invalid_format'
  | 'illegal_namespace'
  | 'extends_namespace'
  /** Of this building, as a team adds its own to Weaver, in Rego: see `house-policies.ts`. */
  | 'secret_value'
  | 'unexpected_span_name'
  | 'unexpected_span_kind'
  | 'reserved_namespace';

export interface Finding {
  readonly id: FindingId;
  readonly level: FindingLevel;
  readonly message: string;
  /** What it is about: a part of a signal, or the signal itself. */
  readonly sampleType: Sample['type'] | 'attribute' | 'span_event' | 'number_data_point';
  readonly context: Readonly<Record<string, string | number | boolean>>;
}
