/** A parsed pattern. Groups leave no trace: nothing here needs to know what they captured. */
export type RegexpNode =
  | { readonly type: 'empty' }
  /** One code point that the predicate accepts. */
  | { readonly type: 'one'; readonly accepts: (codePoint: number) => boolean }
  | { readonly type: 'assert'; readonly at: Assertion }
  | { readonly type: 'sequence'; readonly nodes: readonly RegexpNode[] }
  | { readonly type: 'choice'; readonly nodes: readonly RegexpNode[] }
  | { readonly type: 'repeat'; readonly node: RegexpNode; readonly min: number; readonly max: number };

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';
