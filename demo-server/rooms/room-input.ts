/** What a room is told, read once, at the boundary. */
import * as z from 'zod';
import { readRoomCode, TAPS } from './room-protocol.ts';

const MAX_OPTIONS = 12;
const MAX_TEXT = 400;

export const roomBody = z.object({
  /** The code of a room that was, so that phones find it again. */
  code: z
    .string()
    .max(32)
    .transform((text, context) => {
      const code = readRoomCode(text);
      if (code === undefined) context.addIssue({ code: 'custom', message: 'is not the code of a room' });
      return code ?? z.NEVER;
    })
    .optional(),
});

export const stateBody = z.object({
  section: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'is not the name of a section, such as recap-2'),
  step: z.number().int().min(0).max(1_000),
  black: z.boolean(),
  talk: z.record(z.string(), z.unknown()).optional(),
});

export const pollBody = z
  .object({
    id: z.string().min(1).max(120),
    question: z.string().min(1).max(MAX_TEXT),
    options: z.array(z.string().min(1).max(MAX_TEXT)).min(2).max(MAX_OPTIONS),
    closed: z.boolean().optional(),
  })
  .nullable();

const phone = z.string().min(1).max(64);
export const joinBody = z.object({ phone: phone.optional() });
/** Without `tap`, it is only told how many were not sent. */
export const tapBody = z
  .object({ phone, tap: z.enum(TAPS).optional(), withheld: z.number().int().min(0).max(10_000).default(0) })
  .refine(({ tap, withheld }) => tap !== undefined || withheld > 0, { path: ['tap'], error: 'is needed' });
export const answerBody = z.object({
  phone,
  poll: z.string().min(1).max(120),
  option: z
    .number()
    .int()
    .min(0)
    .max(MAX_OPTIONS - 1),
});
