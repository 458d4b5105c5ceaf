/** What the laboratories may be asked for. Everything is bounded: a laboratory is a press of a button, by anyone. */
import * as z from 'zod';

const share = z.number().min(0).max(1);
/** A choice among options is text in a form, and so in what the page sends. */
const choice = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const seed = z.number().int().min(0).max(2_147_483_647).default(1);

export const SAMPLING_STRATEGIES = ['always-on', 'head-ratio', 'parent-based-ratio', 'tail'] as const;

export const samplingBody = z
  .object({
    requests: z.number().int().min(1).max(2_000).default(500),
    errors: z.number().int().min(0).max(2_000).default(10),
    strategy: z.enum(SAMPLING_STRATEGIES).default('always-on'),
    ratio: share.default(0.1),
    tailKeepErrors: choice.default(true),
    tailBaseline: share.default(0.05),
    seed,
  })
  .refine(({ requests, errors }) => errors <= requests, {
    path: ['errors'],
    message: 'must not exceed requests',
  });
export type SamplingInput = z.infer<typeof samplingBody>;

export const leakMonthBody = z.object({
  ratio: share.default(0.1),
  retentionDays: z.number().int().min(1).max(30).default(30),
  cardinalityLimit: z.number().int().min(2).max(2_000).default(2_000),
  seed,
});
export type LeakMonthInput = z.infer<typeof leakMonthBody>;

export const emitAndAttachBody = z.object({
  handlers: z
    .array(z.enum(['log', 'count', 'urgency']))
    .max(3)
    .default([]),
  repair: z.enum(['none', 'swallow', 'default']).default('none'),
});
export type EmitAndAttachInput = z.infer<typeof emitAndAttachBody>;
