/** A kept span says how many it stands for: `bldg.lab.sample_weight`, 1 / probability. */
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace';
import { bldgAttributes } from '../../telemetry/registry.ts';

const WEIGHT = 'bldg.lab.sample_weight';

/** How many a span stands for that is kept with this probability. With 0 none is, and none is divided by. */
export const weightFor = (probability: number): number => 1 / Math.max(probability, 1e-9);

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
