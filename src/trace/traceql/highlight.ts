/** The parts of a query by what they are, for colouring. Works on half a query, too: what cannot be read has no colour. */
import { parser } from '@grafana/lezer-traceql';
import { grammarText } from './grammar-text.ts';
import { type TokenType, tokensOf } from './tokens.ts';

export type HighlightType = 'field' | 'text' | 'number' | 'word' | 'operator';

export interface Highlight {
  readonly type: HighlightType;
  readonly from: number;
  readonly to: number;
}

const TYPES: { readonly [type in TokenType]?: HighlightType } = {
  attribute: 'field',
  intrinsic: 'field',
  operator: 'operator',
  comparison: 'operator',
  aggregate: 'word',
  by: 'word',
  select: 'word',
  coalesce: 'word',
  hint: 'word',
  metrics: 'word',
  'second-stage': 'word',
};

/** In order, without overlap. */
export function highlightTraceQL(text: string): readonly Highlight[] {
  const { readable, asides } = grammarText(text);
  return tokensOf(parser.parse(readable), readable, text, asides).flatMap(
    ({ type, text: part, from, to }) => {
      const known = type === 'literal' ? literalType(part) : TYPES[type];
      return known === undefined || from === to ? [] : [{ type: known, from, to }];
    },
  );
}

function literalType(text: string): HighlightType {
  if (/^["`]/.test(text)) return 'text';
  return /^\.?\d/.test(text) ? 'number' : 'word';
}
