/**
 * OTLP traces taken apart: a trace is a list of pieces as they came, one for each resource and scope that sent some of
 * it.
 */
import type {
  OtlpResource,
  OtlpResourceSpans,
  OtlpScope,
  OtlpSpan,
} from '../../src/trace/model/otlp-json.ts';

export interface ScopedSpans {
  readonly service: string;
  readonly resource: OtlpResource | undefined;
  readonly scope: OtlpScope | undefined;
  readonly spans: readonly OtlpSpan[];
}

export function* scopedSpans(groups: readonly OtlpResourceSpans[] = []): Iterable<ScopedSpans> {
  for (const { resource, scopeSpans = [] } of groups) {
    const service = serviceOf(resource);
    for (const { scope, spans = [] } of scopeSpans) yield { service, resource, scope, spans };
  }
}

export const pieceOf = (
  { resource, scope }: Pick<ScopedSpans, 'resource' | 'scope'>,
  spans: readonly OtlpSpan[],
): OtlpResourceSpans => ({ ...(resource && { resource }), scopeSpans: [{ ...(scope && { scope }), spans }] });

/** Undefined for a span without one, which no store takes. */
export const traceIdOf = ({ traceId }: OtlpSpan): string | undefined =>
  traceId === undefined || traceId === '' ? undefined : traceId.toLowerCase();

export function countSpans(groups: readonly OtlpResourceSpans[] = []): number {
  let count = 0;
  for (const { spans } of scopedSpans(groups)) count += spans.length;
  return count;
}

export const serviceOf = (resource: OtlpResource | undefined): string =>
  resource?.attributes?.find(({ key }) => key === 'service.name')?.value?.stringValue ?? '';
