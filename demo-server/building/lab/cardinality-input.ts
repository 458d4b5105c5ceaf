/** What the cardinality laboratory may be asked for; bounded like the others, see `inputs.ts`. */
import * as z from 'zod';

export const LEAK_ATTRIBUTES = [
  'bldg.device.kind',
  'bldg.device.id',
  'bldg.hub.id',
  'bldg.building.id',
] as const;
export const COUNTER_VIEWS = ['none', 'allow-list', 'drop'] as const;

const limit = z.number().int().min(2).max(2_000);

export const cardinalityBody = z.object({
  leaks: z.number().int().min(1).max(1_000).default(240),
  /** Attribute sets that the counter may have, the overflow point among them: before, and now. */
  limitAsWritten: limit.default(20),
  limit: limit.default(20),
  view: z.enum(COUNTER_VIEWS).default('none'),
  /** With the view `allow-list`: what it lets through. */
  keep: z.array(z.enum(LEAK_ATTRIBUTES)).max(LEAK_ATTRIBUTES.length).default(['bldg.device.kind']),
  spanAttributes: z.array(z.enum(LEAK_ATTRIBUTES)).max(LEAK_ATTRIBUTES.length).default(['bldg.device.id']),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});
export type CardinalityInput = z.infer<typeof cardinalityBody>;
