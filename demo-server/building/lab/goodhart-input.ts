/** What the laboratory about targets may be asked for; bounded like the others, see `inputs.ts`. */
import * as z from 'zod';

/** How `POST /leaks` comes by its answer. The last three meet a target on its duration and help nobody. */
export const LEAK_HANDLERS = [
  'one-by-one',
  'at-once',
  'fail-fast',
  'accept-and-drop',
  'stale-cache',
] as const;
export type LeakHandler = (typeof LEAK_HANDLERS)[number];

/** The last two look like guards and cannot get worse when somebody cheats. */
export const GUARDS = [
  'failed-answers',
  'work-orders',
  'stale-assignments',
  'requests',
  'fast-answers',
] as const;
export type Guard = (typeof GUARDS)[number];

export const goodhartBody = z.object({
  leaks: z.number().int().min(20).max(60).default(40),
  handler: z.enum(LEAK_HANDLERS).default('one-by-one'),
  guards: z.array(z.enum(GUARDS)).max(GUARDS.length).default([]),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});
export type GoodhartInput = z.infer<typeof goodhartBody>;
