/**
 * Thompson's construction: a pattern becomes a small program, and all its threads walk the text in step, so no
 * position is visited twice by the same instruction. Time: instructions x code points. No stack grows with the text.
 */
import { spendWork } from '../work-limit.ts';
import type { Assertion, RegexpNode } from './syntax-tree.ts';

type Instruction =
  | { readonly type: 'one'; readonly accepts: (codePoint: number) => boolean }
  | { readonly type: 'assert'; readonly at: Assertion }
  /** Goes on at both places. */
  | { readonly type: 'fork'; a: number; b: number }
  | { readonly type: 'jump'; to: number }
  | { readonly type: 'match' };
export type Program = readonly Instruction[];

const MAX_INSTRUCTIONS = 10_000;

/** Undefined when the pattern's counted repetitions make it too long. */
export function compileProgram(node: RegexpNode): Program | undefined {
  const program: Instruction[] = [];
  if (!emit(node, program)) return undefined;
  program.push({ type: 'match' });
  return program;
}

function emit(node: RegexpNode, program: Instruction[]): boolean {
  if (program.length > MAX_INSTRUCTIONS) return false;
  switch (node.type) {
    case 'empty':
      return true;
    case 'one':
    case 'assert':
      program.push(node);
      return true;
    case 'sequence':
      return node.nodes.every((part) => emit(part, program));
    case 'choice':
      return emitChoice(node.nodes, program);
    case 'repeat':
      return emitRepeat(node, program);
  }
}

function emitChoice(nodes: readonly RegexpNode[], program: Instruction[]): boolean {
  const jumps: { type: 'jump'; to: number }[] = [];
  for (const [index, alternative] of nodes.entries()) {
    if (index === nodes.length - 1) {
      if (!emit(alternative, program)) return false;
      continue;
    }
    const fork = { type: 'fork' as const, a: program.length + 1, b: 0 };
    program.push(fork);
    if (!emit(alternative, program)) return false;
    const jump = { type: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    fork.b = program.length;
  }
  for (const jump of jumps) jump.to = program.length;
  return true;
}

function emitRepeat(node: RegexpNode & { readonly type: 'repeat' }, program: Instruction[]): boolean {
  for (let count = 0; count < node.min; count++) {
    const before = program.length;
    if (!emit(node.node, program)) return false;
    // Nothing emitted is nothing to repeat: `((){1000}){1000}` must not take a million turns.
    if (program.length === before) return true;
  }
  if (node.max === Number.POSITIVE_INFINITY) {
    const fork = { type: 'fork' as const, a: program.length + 1, b: 0 };
    const start = program.push(fork) - 1;
    if (!emit(node.node, program)) return false;
    program.push({ type: 'jump', to: start });
    fork.b = program.length;
    return true;
  }
  const forks: { b: number }[] = [];
  for (let count = node.min; count < node.max; count++) {
    const fork = { type: 'fork' as const, a: program.length + 1, b: 0 };
    program.push(fork);
    forks.push(fork);
    if (!emit(node.node, program)) return false;
  }
  for (const fork of forks) fork.b = program.length;
  return true;
}

const NOTHING = -1;
/** Clearing so many marks takes as long as one step of a thread. */
const MARKS_A_STEP = 16;

export function matchesWhole(program: Program, text: string): boolean {
  let threads: number[] = [];
  let next: number[] = [];
  /** The step at which an instruction was last reached: each is reached once a step. */
  const reachedAt = new Int32Array(program.length).fill(NOTHING);
  let step = 0;
  let before = NOTHING;
  let offset = 0;
  let now = codePointAt(text, offset);
  // The marks above are made anew for each text.
  spendWork(1 + program.length / MARKS_A_STEP);
  addThread(program, 0, threads, reachedAt, step, before, now);
  while (now !== NOTHING && threads.length > 0) {
    offset += now > 0xffff ? 2 : 1;
    before = now;
    now = codePointAt(text, offset);
    step++;
    spendWork(threads.length);
    for (const at of threads) {
      const instruction = program[at] as Instruction;
      if (instruction.type === 'one' && instruction.accepts(before)) {
        addThread(program, at + 1, next, reachedAt, step, before, now);
      }
    }
    [threads, next] = [next, threads];
    next.length = 0;
  }
  return now === NOTHING && threads.some((at) => program[at]?.type === 'match');
}

function codePointAt(text: string, offset: number): number {
  return text.codePointAt(offset) ?? NOTHING;
}

function addThread(
  program: Program,
  start: number,
  threads: number[],
  reachedAt: Int32Array,
  step: number,
  before: number,
  after: number,
): void {
  const pending = [start];
  let reached = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (reachedAt[at] === step) continue;
    reached++;
    reachedAt[at] = step;
    const instruction = program[at] as Instruction;
    if (instruction.type === 'fork') pending.push(instruction.b, instruction.a);
    else if (instruction.type === 'jump') pending.push(instruction.to);
    else if (instruction.type !== 'assert') threads.push(at);
    else if (holds(instruction.at, before, after)) pending.push(at + 1);
  }
  spendWork(reached);
}

const NEWLINE = 10;

function holds(assertion: Assertion, before: number, after: number): boolean {
  switch (assertion) {
    case 'text-start':
      return before === NOTHING;
    case 'text-end':
      return after === NOTHING;
    case 'line-start':
      return before === NOTHING || before === NEWLINE;
    case 'line-end':
      return after === NOTHING || after === NEWLINE;
    case 'word-edge':
      return isWord(before) !== isWord(after);
    case 'no-word-edge':
      return isWord(before) === isWord(after);
  }
}

export function isWord(codePoint: number): boolean {
  return (
    (codePoint >= 97 && codePoint <= 122) ||
    (codePoint >= 65 && codePoint <= 90) ||
    (codePoint >= 48 && codePoint <= 57) ||
    codePoint === 95
  );
}
