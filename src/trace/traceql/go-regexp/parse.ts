/** Go's regular expression syntax to a {@link RegexpNode}; see go-regexp.ts for the address of its description. */
import { type CodePointSet, foldCase, not, PERL_CLASSES, POSIX_CLASSES, unicodeClass } from './classes.ts';
import type { RegexpNode } from './syntax-tree.ts';

export type ParsedRegexp =
  | { readonly ok: true; readonly node: RegexpNode }
  | { readonly ok: false; readonly message: string };

interface Flags {
  readonly i: boolean;
  readonly s: boolean;
  readonly m: boolean;
}

/** As in Go: a repetition counts to 1000 at most. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;

class BadPattern extends Error {}

export function parseGoRegexp(pattern: string): ParsedRegexp {
  try {
    return { ok: true, node: new RegexpParser(pattern).parse() };
  } catch (failure) {
    if (failure instanceof BadPattern) return { ok: false, message: failure.message };
    throw failure;
  }
}

class RegexpParser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;
  #flags: Flags = { i: false, s: false, m: false };

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  parse(): RegexpNode {
    const node = this.#choice();
    if (this.#peek() === ')') throw new BadPattern('a ")" closes nothing.');
    return node;
  }

  #peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? '';
  }

  #take(): string {
    const character = this.#peek();
    this.#at++;
    return character;
  }

  #takeIf(text: string): boolean {
    if (!this.#startsWith(text)) return false;
    this.#at += text.length;
    return true;
  }

  #startsWith(text: string): boolean {
    for (let index = 0; index < text.length; index++) if (this.#peek(index) !== text[index]) return false;
    return true;
  }

  #choice(): RegexpNode {
    if (++this.#depth > MAX_DEPTH) throw new BadPattern('its groups are nested too deep.');
    const outer = this.#flags;
    const nodes = [this.#sequence()];
    while (this.#takeIf('|')) nodes.push(this.#sequence());
    this.#flags = outer;
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as RegexpNode) : { type: 'choice', nodes };
  }

  #sequence(): RegexpNode {
    const nodes: RegexpNode[] = [];
    while (this.#peek() !== '' && this.#peek() !== '|' && this.#peek() !== ')') {
      if (this.#takeIf('\\Q')) {
        this.#quoted(nodes);
      } else {
        nodes.push(this.#repeats(this.#atom()));
      }
    }
    return nodes.length === 0 ? { type: 'empty' } : { type: 'sequence', nodes };
  }

  /** `\\Q...\\E`: each character for itself; a repetition behind it repeats the last. */
  #quoted(nodes: RegexpNode[]): void {
    let last: RegexpNode | undefined;
    while (this.#peek() !== '' && !this.#takeIf('\\E')) {
      if (last !== undefined) nodes.push(last);
      last = this.#one(this.#take());
    }
    if (last !== undefined) nodes.push(this.#repeats(last));
  }

  #repeats(node: RegexpNode): RegexpNode {
    const range = this.#repetition();
    if (range === undefined) return node;
    // Lazy or greedy is the same where only the whole text can match.
    this.#takeIf('?');
    if (this.#repetition() !== undefined) throw new BadPattern('two repetition signs follow each other.');
    return { type: 'repeat', node, ...range };
  }

  #repetition(): { readonly min: number; readonly max: number } | undefined {
    const character = this.#peek();
    if (character === '*' || character === '+' || character === '?') {
      this.#at++;
      return { min: character === '+' ? 1 : 0, max: character === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    if (character !== '{') return undefined;
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#characters.slice(this.#at, this.#at + 14).join(''));
    if (counted === null) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max =
      counted[2] === undefined ? min : counted[3] === '' ? Number.POSITIVE_INFINITY : Number(counted[3]);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY) || max < min) {
      throw new BadPattern(`"${counted[0]}" is not a repetition: it counts up, to ${MAX_REPEAT} at most.`);
    }
    return { min, max };
  }

  #atom(): RegexpNode {
    const character = this.#take();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { type: 'one', accepts: this.#folded(this.#class()) };
      case '.':
        return { type: 'one', accepts: this.#flags.s ? () => true : (c) => c !== 10 };
      case '^':
        return { type: 'assert', at: this.#flags.m ? 'line-start' : 'text-start' };
      case '$':
        return { type: 'assert', at: this.#flags.m ? 'line-end' : 'text-end' };
      case '*':
      case '+':
      case '?':
        throw new BadPattern(`there is nothing before "${character}" to repeat.`);
      case '\\':
        return this.#escape();
      default:
        return this.#one(character);
    }
  }

  #group(): RegexpNode {
    if (!this.#takeIf('?')) return this.#closeGroup(this.#flags);
    if (this.#takeIf('P<') || (!/[=!]/.test(this.#peek(1)) && this.#takeIf('<'))) {
      while (/\w/.test(this.#peek())) this.#at++;
      if (!this.#takeIf('>')) throw new BadPattern('the name of a group is not closed by ">".');
      return this.#closeGroup(this.#flags);
    }
    if (/[=!<]/.test(this.#peek())) {
      throw new BadPattern('Go has no look-ahead or look-behind. Use !~, or two conditions joined by &&.');
    }
    const { flags, end } = this.#readFlags();
    if (end === ':') return this.#closeGroup(flags);
    // `(?i)` holds for the rest of the group around it.
    this.#flags = flags;
    return { type: 'empty' };
  }

  /** `i-s:` or `i)`, up to and with its end. */
  #readFlags(): { readonly flags: Flags; readonly end: ':' | ')' } {
    let flags = this.#flags;
    let on = true;
    for (;;) {
      const letter = this.#take();
      if (letter === ':' || letter === ')') return { flags, end: letter };
      if (letter === '-') on = false;
      else if (letter === 'i' || letter === 's' || letter === 'm') flags = { ...flags, [letter]: on };
      else if (letter !== 'U')
        throw new BadPattern(`"(?${letter}" is not known; the flags are i, m, s and U.`);
    }
  }

  #closeGroup(flags: Flags): RegexpNode {
    const outer = this.#flags;
    this.#flags = flags;
    const node = this.#choice();
    this.#flags = outer;
    if (!this.#takeIf(')')) throw new BadPattern('a "(" is not closed.');
    return node;
  }

  #escape(): RegexpNode {
    switch (this.#peek()) {
      case 'A':
        this.#at++;
        return { type: 'assert', at: 'text-start' };
      case 'z':
        this.#at++;
        return { type: 'assert', at: 'text-end' };
      case 'b':
        this.#at++;
        return { type: 'assert', at: 'word-edge' };
      case 'B':
        this.#at++;
        return { type: 'assert', at: 'no-word-edge' };
    }
    const set = this.#escapedClass();
    if (set !== undefined) return { type: 'one', accepts: this.#folded(set) };
    return this.#one(this.#escapedCharacter());
  }

  #escapedClass(): CodePointSet | undefined {
    const letter = this.#peek();
    const perl = PERL_CLASSES[letter];
    if (perl !== undefined) {
      this.#at++;
      return perl;
    }
    if (letter !== 'p' && letter !== 'P') return undefined;
    this.#at++;
    let name = this.#take();
    if (name === '{') {
      name = '';
      while (this.#peek() !== '}' && this.#peek() !== '') name += this.#take();
      this.#at++;
    }
    const isNegated = name.startsWith('^') !== (letter === 'P');
    const set = unicodeClass(name.replace('^', ''));
    if (set === undefined) throw new BadPattern(`there is no class of characters called "${name}".`);
    return isNegated ? not(set) : set;
  }

  #escapedCharacter(): string {
    const letter = this.#take();
    const control = { a: '\u0007', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[letter];
    if (control !== undefined) return control;
    if (letter === 'x') return this.#hexCharacter();
    if (letter === '') throw new BadPattern('it ends in a single backslash.');
    if (/[1-9]/.test(letter)) throw new BadPattern('Go has no back references.');
    if (letter === '0') throw new BadPattern('octal escapes are not read here: use \\x{..}.');
    if (/[\p{L}\p{N}]/u.test(letter)) throw new BadPattern(`"\\${letter}" is not an escape.`);
    return letter;
  }

  #hexCharacter(): string {
    let digits = '';
    if (this.#takeIf('{')) {
      while (this.#peek() !== '}' && this.#peek() !== '') digits += this.#take();
      this.#at++;
    } else {
      digits = this.#take() + this.#take();
    }
    const codePoint = /^[0-9a-fA-F]{1,6}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (!(codePoint <= 0x10ffff)) throw new BadPattern(`"\\x${digits}" is not a character.`);
    return String.fromCodePoint(codePoint);
  }

  #class(): CodePointSet {
    const isNegated = this.#takeIf('^');
    const sets: CodePointSet[] = [];
    let isFirst = true;
    while (isFirst || this.#peek() !== ']') {
      if (this.#peek() === '') throw new BadPattern('a "[" is not closed.');
      isFirst = false;
      const named = this.#namedClass();
      sets.push(named ?? this.#classRange());
    }
    this.#at++;
    const [only] = sets;
    const union: CodePointSet =
      sets.length === 1 && only !== undefined ? only : (c) => sets.some((set) => set(c));
    return isNegated ? not(this.#folded(union)) : union;
  }

  #namedClass(): CodePointSet | undefined {
    if (this.#startsWith('[:')) {
      const text = this.#characters.slice(this.#at, this.#at + 12).join('');
      const match = /^\[:(\^?)(\w+):\]/.exec(text);
      const set = match === null ? undefined : POSIX_CLASSES[match[2] as string];
      if (match === null || set === undefined) return undefined;
      this.#at += match[0].length;
      return match[1] === '^' ? not(set) : set;
    }
    if (this.#peek() !== '\\') return undefined;
    this.#at++;
    const set = this.#escapedClass();
    if (set === undefined) this.#at--;
    return set;
  }

  #classRange(): CodePointSet {
    const low = this.#classCharacter();
    if (this.#peek() !== '-' || this.#peek(1) === ']' || this.#peek(1) === '') return (c) => c === low;
    this.#at++;
    const high = this.#classCharacter();
    if (high < low) throw new BadPattern('a range in "[...]" runs backwards.');
    return (c) => c >= low && c <= high;
  }

  #classCharacter(): number {
    const character = this.#take();
    return (character === '\\' ? this.#escapedCharacter() : character).codePointAt(0) ?? 0;
  }

  #one(character: string): RegexpNode {
    const codePoint = character.codePointAt(0);
    return { type: 'one', accepts: this.#folded((c) => c === codePoint) };
  }

  #folded(set: CodePointSet): CodePointSet {
    return this.#flags.i ? foldCase(set) : set;
  }
}
