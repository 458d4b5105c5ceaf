/**
 * How a check is written in `exercise.yaml`: `say`, perhaps `hint`, and exactly one rule of the closed vocabulary.
 *
 *     - say: Nothing is an orphan
 *       noOrphans: true
 *
 * The rule's key becomes its `type`. A rule that the engine does not know, or two rules in one check, is an error that
 * names the ones there are.
 */
import { z } from 'zod';
import type { Check, CheckRule } from '../../trace/checks/types.ts';

const query = z
  .string()
  .trim()
  .startsWith('{', 'must be a TraceQL query, such as { name = "INSERT outbox" }');
const attributeValue = z.union([z.string(), z.number(), z.boolean()]);
const wholeNumber = z.int().nonnegative();
const inputId = z.string();
const pointer = z.string().startsWith('/', 'must be a JSON pointer, such as /0/body/rows');

const rule = <Type extends CheckRule['type'], Shape extends z.core.$ZodLooseShape>(
  type: Type,
  shape: Shape,
) => z.strictObject(shape).transform((fields) => ({ type, ...fields }));
const selection = <Type extends CheckRule['type']>(type: Type) =>
  query.transform((select) => ({ type, select }));

const predictionTruth = z
  .strictObject({
    input: inputId,
    options: z.record(z.string(), query).optional(),
    count: query.optional(),
    criticalPath: query.optional(),
    value: z.string().optional(),
  })
  .transform(({ input, options, count, criticalPath, value }, context) => {
    const truths = [
      options && { type: 'options' as const, queries: options },
      count && { type: 'count' as const, query: count },
      criticalPath && { type: 'criticalPath' as const, under: criticalPath },
      value && { type: 'value' as const, of: value },
    ].filter((truth) => truth !== undefined && truth !== '');
    const [truth] = truths;
    if (!truth || truths.length > 1) {
      context.addIssue('needs exactly one source of truth: options, count, criticalPath or value');
      return z.NEVER;
    }
    return { type: 'prediction' as const, input, truth };
  });

const RULES = {
  traceql: z.union([
    query.transform((text) => ({ type: 'traceql' as const, query: text, matches: 'some' as const })),
    rule('traceql', { query, matches: z.enum(['some', 'none']) }),
  ]),
  onlyRoot: selection('onlyRoot'),
  noOrphans: z.literal(true).transform(() => ({ type: 'noOrphans' as const })),
  sameTrace: rule('sameTrace', { a: query, b: query }),
  childOf: rule('childOf', { child: query, parent: query }),
  linksTo: rule('linksTo', { from: query, to: query }),
  noRepeatedQuery: rule('noRepeatedQuery', { under: query, max: wholeNumber.optional() }),
  overlap: selection('overlap'),
  attribute: rule('attribute', { select: query, key: z.string(), equals: attributeValue.optional() }),
  noAttribute: rule('noAttribute', { select: query, key: z.string() }),
  attributeCount: rule('attributeCount', { select: query, atLeast: wholeNumber }),
  metric: rule('metric', {
    name: z.string(),
    attributes: z.record(z.string(), attributeValue).optional(),
    sum: z.number().optional(),
    count: wholeNumber.optional(),
    points: wholeNumber.optional(),
    keys: z.array(z.string()).optional(),
    unit: z.string().optional(),
    kind: z.string().optional(),
    percentile: z
      .strictObject({ p: z.number(), atLeast: z.number().optional(), atMost: z.number() })
      .optional(),
    noOverflow: z.boolean().optional(),
  }),
  log: rule('log', {
    eventName: z.string().optional(),
    body: z.string().optional(),
    attributes: z.record(z.string(), attributeValue).optional(),
    inSpan: query.optional(),
    inTraceOf: query.optional(),
    count: wholeNumber.optional(),
  }),
  kept: rule('kept', {
    select: query,
    unit: z.enum(['spans', 'traces']),
    atMost: wholeNumber.optional(),
    atLeast: wholeNumber.optional(),
    exactly: wholeNumber.optional(),
  }),
  estimate: rule('estimate', { value: z.string(), truth: z.string(), within: z.number().positive() }),
  exportedEqualsEnded: rule('exportedEqualsEnded', { select: query, service: z.string(), ended: z.string() }),
  exporterEndpoint: rule('exporterEndpoint', {
    service: z.string(),
    address: z.string(),
    port: wholeNumber.optional(),
  }),
  registryFindings: rule('registryFindings', {
    select: query,
    level: z.enum(['violation', 'improvement', 'information']),
    id: z.string().optional(),
  }),
  resource: rule('resource', { select: query, key: z.string(), equals: attributeValue }),
  sameResponse: z.union([
    z.literal(true).transform(() => ({ type: 'sameResponse' as const })),
    rule('sameResponse', { ignore: z.array(z.string()) }),
  ]),
  sqlRows: rule('sqlRows', { equal: pointer }),
  sqlReads: rule('sqlReads', { exactly: wholeNumber }),
  traceqlSelects: rule('traceqlSelects', { input: inputId, equal: pointer }),
  prediction: predictionTruth,
};
const RULE_NAMES = Object.keys(RULES).join(', ');

export const checkSchema = z
  .looseObject({
    say: z.string().trim().min(1, 'must say in words what is checked'),
    hint: z.string().optional(),
  })
  .transform(({ say, hint, ...rest }, context): Check => {
    const [key, ...more] = Object.keys(rest);
    if (key === undefined || more.length > 0) {
      const found = key === undefined ? 'none' : [key, ...more].join(' and ');
      context.addIssue(`needs exactly one rule, has ${found}; the rules are ${RULE_NAMES}`);
      return z.NEVER;
    }
    if (!Object.hasOwn(RULES, key)) {
      context.addIssue(`has the unknown rule "${key}"; the rules are ${RULE_NAMES}`);
      return z.NEVER;
    }
    const parsed = RULES[key as keyof typeof RULES].safeParse(rest[key]);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        context.addIssue({ code: 'custom', message: issue.message, path: [key, ...issue.path] });
      }
      return z.NEVER;
    }
    // zod's optional fields are `T | undefined`; keys that are absent in the YAML are absent here.
    return { say, ...(hint === undefined ? {} : { hint }), ...parsed.data } as Check;
  });
