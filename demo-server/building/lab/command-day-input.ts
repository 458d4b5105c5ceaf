/** What the laboratory of wide events may be asked for; bounded like the others, see `inputs.ts`. */
import * as z from 'zod';

/** What may be written into the one span of a request. The last is nobody's business. */
export const ROW_ATTRIBUTES = [
  'bldg.building.id',
  'bldg.unit.id',
  'bldg.unit.floor',
  'bldg.device.id',
  'bldg.device.kind',
  'bldg.device.firmware',
  'bldg.device.battery',
  'bldg.hub.id',
  'bldg.command.name',
  'bldg.command.attempts',
  'user.full_name',
] as const;
export type RowAttribute = (typeof ROW_ATTRIBUTES)[number];

export const commandDayBody = z.strictObject({
  commands: z.int().min(40).max(400).default(240),
  attributes: z.array(z.enum(ROW_ATTRIBUTES)).max(ROW_ATTRIBUTES.length).default([]),
  /** Left out, every day is another. */
  seed: z.int().min(0).max(2_147_483_647).optional(),
});
export type CommandDayInput = z.infer<typeof commandDayBody>;
