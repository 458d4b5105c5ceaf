/** A kept span says how many it stands for: `bldg.lab.sample_weight`, 1 / probability. */
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace';
import { bldgAttributes } from '../../telemetry/registry.ts';

export const WEIGHT = 'bldg.lab.sample_weight';

/** A head sampler knows its probability when it decides: the weight is part of the sampling result. */
export function weightedSampler(sampler: Sampler, weight: number): Sampler {
  const attributes = bldgAttributes({ [WEIGHT]: weight });
  return {
    shouldSample(...args) {
      const result = sampler.shouldSample(...args);
      return { ...result, attributes: { ...result.attributes, ...attributes } };
    },
    toString: () => `Weighted{${sampler.toString()}}`,
  };
}

/** A tail sampler decides when the span has ended and can no longer be written to; it sends on a copy, as a Collector would. */
export function withWeight(span: ReadableSpan, weight: number): ReadableSpan {
  const attributes = { ...span.attributes, ...bldgAttributes({ [WEIGHT]: weight }) };
  return Object.create(span, { attributes: { value: attributes, enumerable: true } }) as ReadableSpan;
}

export const weightOf = (span: ReadableSpan): number => {
  const weight = span.attributes[WEIGHT];
  return typeof weight === 'number' ? weight : 1;
};
