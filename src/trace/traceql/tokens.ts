/**
 * From the grammar's tree to the list of tokens that the parser reads, left to right.
 *
 * Only the leaves of the tree are used, plus the punctuation between them, which the grammar leaves unnamed: its
 * precedence is not Tempo's (there `!`, `-`, `*` and `+` would all bind alike, and `|` would bind tighter than `!>`),
 * so the shape is rebuilt by `parse.ts`.
 */
import type { Tree } from '@lezer/common';

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
  WithHint: 'hint',
  MetricsOperation: 'metrics',
  MetricsAggregatorFunctions: 'metrics',
};
/** Nodes that open with a keyword of their own. */
const KEYWORDS: { readonly [node: string]: { readonly type: TokenType; readonly length: number } } = {
  GroupOperation: { type: 'by', length: 'by'.length },
  SelectOperation: { type: 'select', length: 'select'.length },
};

/** `readable` is what the grammar read, `text` what was written: equally long. */
export function tokensOf(tree: Tree, readable: string, text: string): readonly Token[] {
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
      if (keyword !== undefined) take(keyword.type, name, from, from + keyword.length);
      return true;
    },
  });
  gap(text.length);
  tokens.push({ type: 'end', text: '', node: '', from: text.length, to: text.length });
  return tokens;
}
