/** The shape of a registry file: Weaver's `definition/2`, as far as a live check reads it. */
import * as z from 'zod';
import { INSTRUMENTS, SPAN_KINDS, VALUE_TYPES } from './registry.ts';

const TEMPLATES = VALUE_TYPES.map((type) => `template[${type}]` as const);
const TYPES = [...VALUE_TYPES, ...TEMPLATES] as const;

/** One of several shapes, told apart first: what is wrong is told of the one that was meant, and not of all. */
function chosen<Shape extends z.ZodType>(choose: (value: unknown) => Shape) {
  return z.unknown().transform((value, context): z.output<Shape> => {
    const read = choose(value).safeParse(value);
    if (read.success) return read.data;
    for (const issue of read.error.issues)
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

const words = z.string().trim().min(1, 'is empty');
const stability = z.enum(['stable', 'development', 'alpha', 'beta', 'release_candidate']);
const annotations = z.record(z.string(), z.unknown()).optional();
const note = z.string().optional();
const examples = z.unknown().optional();

const deprecated = z
  .discriminatedUnion(
    'reason',
    [
      z.strictObject({ reason: z.literal('renamed'), renamed_to: words, note }),
      z.strictObject({ reason: z.literal('obsoleted'), note }),
      z.strictObject({ reason: z.literal('uncategorized'), note }),
    ],
    { error: 'needs a `reason`: renamed (with `renamed_to`), obsoleted or uncategorized' },
  )
  .optional();
const common = { brief: words, stability, note, deprecated, annotations };

const member = z.strictObject({
  id: words,
  value: z.union([z.string(), z.int(), z.boolean()]).optional(),
  brief: z.string().optional(),
  stability,
  note,
  deprecated,
  annotations,
});
const enumType = z.strictObject({ members: z.array(member).min(1, 'has no members') });
const typeName = z.enum(TYPES, {
  error: `can be ${VALUE_TYPES.join(', ')}, template[...] of one of them, or a list of members`,
});
const attribute = z.strictObject({
  key: words,
  ...common,
  examples,
  type: chosen((value) => (typeof value === 'object' && value !== null ? enumType : typeName)),
});

const requirementLevel = z.union(
  [
    z.enum(['required', 'recommended', 'opt_in']),
    z.strictObject({ conditionally_required: words }),
    z.strictObject({ recommended: words }),
    z.strictObject({ opt_in: words }),
  ],
  { error: 'can be required, recommended, opt_in, or conditionally_required with its condition' },
);
const attributeReference = z.strictObject({
  ref: words,
  requirement_level: requirementLevel.optional(),
  brief: z.string().optional(),
  note,
  examples,
  stability: stability.optional(),
  deprecated,
  annotations,
});
const groupReference = z.strictObject({ ref_group: words });
const reference = chosen((value) =>
  typeof value === 'object' && value !== null && 'ref_group' in value ? groupReference : attributeReference,
);
const signal = {
  ...common,
  requirement_level: z.enum(['recommended', 'opt_in']).optional(),
  attributes: z.array(reference).default([]),
};

export const registryFile = z.strictObject({
  file_format: z.literal('definition/2', { error: 'has to be definition/2' }),
  attributes: z.array(attribute).default([]),
  attribute_groups: z
    .array(
      z.strictObject({
        ...signal,
        id: words,
        visibility: z.enum(['internal', 'public']),
        brief: z.string().optional(),
        stability: stability.optional(),
      }),
    )
    .default([]),
  spans: z
    .array(
      z.strictObject({
        type: words,
        kind: z.enum(SPAN_KINDS),
        name: z.strictObject({ note: words }),
        ...signal,
      }),
    )
    .default([]),
  events: z.array(z.strictObject({ name: words, ...signal })).default([]),
  metrics: z
    .array(z.strictObject({ name: words, unit: z.string(), instrument: z.enum(INSTRUMENTS), ...signal }))
    .default([]),
});
export type RegistryFile = z.infer<typeof registryFile>;
