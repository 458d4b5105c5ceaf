/** Reads `content/influences.yaml`: the author's sources in the order of their dates. A bad entry fails the build by name. */
import { parse } from 'yaml';
import { z } from 'zod';

export const THEMES = {
  setup: 'Local set-up',
  dev: 'Finding faults',
  test: 'Tests',
  prod: 'Production',
  future: 'Ideas ahead',
} as const;
export type Theme = keyof typeof THEMES;
const themeNames = Object.keys(THEMES) as [Theme, ...Theme[]];

const influence = z.strictObject({
  date: z.iso.date(),
  title: z.string().min(1),
  kind: z.enum(['talk', 'article', 'post', 'tool', 'webinar', 'podcast', 'code']),
  where: z.string().min(1),
  themes: z.array(z.enum(themeNames)).min(1),
  source: z.url({ protocol: /^https$/ }),
  about: z.string().min(1),
});
export type Influence = z.infer<typeof influence>;

export function parseInfluences(yaml: string): readonly Influence[] {
  const result = z.array(influence).safeParse(parse(yaml));
  if (!result.success) throw new Error(`content/influences.yaml: ${z.prettifyError(result.error)}`);
  return result.data.toSorted((a, b) => a.date.localeCompare(b.date));
}
