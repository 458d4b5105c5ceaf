/**
 * What a YAML document says, as plain values, or the alias because of which it cannot be told: one without its anchor, one
 * inside of what it refers to, or so many that what they stand for is endless. The parser throws at the first and the last.
 */
import { type Alias, type Document, isNode, visit } from 'yaml';
import { offsetOf } from './yaml-offsets.ts';

export type YamlValue =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'problem'; readonly offset: number; readonly message: string; readonly hint: string };

export function yamlValue(document: Document): YamlValue {
  let problem: YamlValue | undefined;
  visit(document, {
    Alias(_, alias) {
      problem = problemOf(alias, document);
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  if (problem !== undefined) return problem;
  try {
    return { type: 'value', value: document.toJS() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'problem', offset: 0, message, hint: 'Write out what the aliases stand for.' };
  }
}

function problemOf(alias: Alias, document: Document): YamlValue | undefined {
  const { source } = alias;
  const offset = offsetOf(alias);
  const anchor = alias.resolve(document);
  if (anchor === undefined)
    return {
      type: 'problem',
      offset,
      message: `\`*${source}\` is an alias, and no \`&${source}\` stands before it.`,
      hint: 'A text that begins with an asterisk goes in quotes.',
    };
  const [from = 0, , to = 0] = isNode(anchor) ? (anchor.range ?? []) : [];
  if (offset < from || offset >= to) return undefined;
  const message = `\`*${source}\` stands inside of what it refers to.`;
  return { type: 'problem', offset, message, hint: 'Refer to something that ends before this line.' };
}
