/**
 * Steps of one piece of code, for the wall: which word of a step is which word of the step before, so that it can move
 * there while the new ones appear. Three rounds: lines that stay, in order; lines that went elsewhere; and of what is left
 * the words that stay, in order.
 *
 *   const answer = await send(id);            span.end();          -.   moved: the same line, elsewhere
 *                                             span.setAttribute();  |
 *                                             span.end();          <'
 */
export interface CodeWord {
  readonly text: string;
  /** Of the syntax; undefined is plain. */
  readonly class?: string;
  /** The same in all steps in which the word stands; space between words has none. */
  readonly key?: number;
}
export type CodeLine = readonly CodeWord[];

interface Keyed {
  readonly text: string;
  key: number | undefined;
}
type KeyedLine = readonly Keyed[];

export function keyedSteps(steps: readonly (readonly CodeLine[])[]): readonly (readonly CodeLine[])[] {
  let nextKey = 0;
  let before: readonly KeyedLine[] = [];
  return steps.map((lines) => {
    const split = lines.map((line) => line.flatMap(wordsOf));
    const after = split.map((line) =>
      line.filter(({ text }) => isWord(text)).map(({ text }): Keyed => ({ text, key: undefined })),
    );
    takeKeys(before, after);
    for (const word of after.flat()) word.key ??= nextKey++;
    before = after;
    return split.map((line, index) => {
      const keys = after[index]?.values();
      return line.map((word) => {
        const key = isWord(word.text) ? keys?.next().value?.key : undefined;
        return key === undefined ? word : { ...word, key };
      });
    });
  });
}

const isWord = (text: string) => text.trim() !== '';
const wordsOf = (word: CodeWord): CodeWord[] =>
  (word.text.match(/\s+|[\w$]+|[^\s\w$]+/g) ?? []).map((text) => ({ ...word, text }));
const textOf = (line: KeyedLine) => line.map(({ text }) => text).join(' ');

function takeKeys(before: readonly KeyedLine[], after: readonly KeyedLine[]): void {
  const gone = new Set(before);
  const take = (from: KeyedLine, to: KeyedLine) => {
    gone.delete(from);
    for (const [index, word] of to.entries()) word.key = from[index]?.key;
  };
  for (const [from, to] of inOrder(before, after, textOf)) take(from, to);
  const fresh = () => after.filter((line) => line.some(({ key }) => key === undefined));
  for (const to of fresh()) {
    const from = [...gone].find((line) => textOf(line) === textOf(to));
    if (from) take(from, to);
  }
  const words = inOrder([...gone].flat(), fresh().flat(), ({ text }) => text);
  for (const [from, to] of words) to.key = from.key;
}

/** The longest common subsequence, as pairs. Quadratic in the words of a slide, of which there are few. */
function inOrder<T>(before: readonly T[], after: readonly T[], textOf: (item: T) => string): [T, T][] {
  const texts = { before: before.map(textOf), after: after.map(textOf) };
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        texts.before[i] === texts.after[j]
          ? lengthAt(i + 1, j + 1) + 1
          : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const pairs: [T, T][] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (texts.before[i] === texts.after[j]) pairs.push([before[i++] as T, after[j++] as T]);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
