/**
 * From the grammar's tree to the list of tokens that the parser reads, left to right.
 *
 * Only the leaves of the tree are used, plus the punctuation between them, which the grammar leaves unnamed: its
 * precedence is not Tempo's (there `!`, `-`, `*` and `+` would all bind alike, and `|` would bind tighter than `!>`),
 * so the shape is rebuilt by `parse.ts`.
 */
import type { Tree } from '@lezer/common';
import type { Aside } from './asides.ts';

export type TokenType =
  | 'punctuation'
  | 'operator'
  | 'literal'
  | 'intrinsic'
  | 'attribute'
  | 'aggregate'
  | 'by'
  | 'select'
  | 'coalesce'
  | 'hint'
  | 'metrics'
  | 'second-stage'
  | 'comparison'
  | 'end';

export interface Token {
  readonly type: TokenType;
  /** From the query as written, not as the grammar read it. */
  readonly text: string;
  /** The grammar's node; empty for punctuation. */
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

/** Nodes taken whole, whatever is inside. */
const LEAVES: { readonly [node: string]: TokenType } = {
  AttributeField: 'attribute',
  IntrinsicField: 'intrinsic',
  Static: 'literal',
  Integer: 'literal',
  Float: 'literal',
  Duration: 'literal',
  TemplateVariable: 'literal',
  FieldOp: 'operator',
  ScalarOp: 'operator',
  ComparisonOp: 'operator',
  And: 'operator',
  Or: 'operator',
  Gt: 'operator',
  Lt: 'operator',
  Desc: 'operator',
  Anc: 'operator',
  ExperimentalOp: 'operator',
  UnionStructuralOp: 'operator',
  Pipe: 'operator',
  AggregateExpression: 'aggregate',
  CoalesceOperation: 'coalesce',
};
/** Nodes that open with a keyword of their own. */
const KEYWORDS: { readonly [node: string]: TokenType } = {
  GroupOperation: 'by',
  SelectOperation: 'select',
  MetricsOperationBasic: 'metrics',
  MetricsOverTime: 'metrics',
  MetricsOperationQuantile: 'metrics',
  MetricsOperationHistogram: 'metrics',
  MetricsOperationCompare: 'metrics',
  MetricsAggregatorFunctions: 'second-stage',
};
const WORD = /\w+/y;

/** `readable` is what the grammar read, `text` what was written: equally long. The asides are tokens of their own. */
export function tokensOf(
  tree: Tree,
  readable: string,
  text: string,
  asides: readonly Aside[],
): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const gap = (to: number) => {
    for (; end < to; end++) {
      const character = readable.charAt(end);
      if (character.trim() === '') continue;
      const type = character === '~' ? 'operator' : 'punctuation';
      tokens.push({ type, text: character, node: '', from: end, to: end + 1 });
    }
  };
  const take = (type: TokenType, node: string, from: number, to: number) => {
    gap(from);
    tokens.push({ type, text: text.slice(from, to), node, from, to });
    end = to;
  };
  tree.iterate({
    enter: ({ name, from, to, node }) => {
      const leaf = LEAVES[name];
      if (leaf !== undefined) {
        take(leaf, name, from, to);
        return false;
      }
      if (name === 'LineComment' || name === 'BlockComment') {
        gap(from);
        end = to;
        return false;
      }
      if (name === 'Aggregate' && node.firstChild === null) {
        take('aggregate', name, from, to);
        return false;
      }
      const keyword = KEYWORDS[name];
      if (keyword !== undefined) {
        WORD.lastIndex = from;
        take(keyword, name, from, from + (WORD.exec(readable)?.[0].length ?? 0));
      }
      return true;
    },
  });
  gap(text.length);
  for (const { type, from, to } of asides) {
    tokens.push({ type, text: text.slice(from, to), node: '', from, to });
  }
  tokens.sort((a, b) => a.from - b.from);
  tokens.push({ type: 'end', text: '', node: '', from: text.length, to: text.length });
  return tokens;
}
