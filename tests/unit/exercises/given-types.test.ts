/** What a learner reads about the program's surroundings, and what the editor offers of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { givenMembers } from '../../../src/exercises/code/given-members.ts';
import { givenTypes } from '../../../src/exercises/definition/given-types.ts';
import { loadExercises } from '../../../src/exercises/definition/load.ts';

const fromDisk = (path: string) => readFileSync(path, 'utf8');

describe('the types of a part', () => {
  test('are its exported ones, with their comments and without its code', () => {
    const types = givenTypes(
      'four-graphs',
      () => `/** The part. */
import type { Meter } from '@opentelemetry/api';

/** Called once. */
export type FourGraphs = (events: Events, meter: Meter) => void;
interface Own {}
export interface Events {
  /** Each time. */
  onHub(handler: () => void): void;
}
export const fourGraphs: FourGraphs = () => undefined;
`,
    );
    expect(types).toMatch(/^\/\*\* Called once\. \*\/\ntype FourGraphs = /);
    expect(types).toContain('  /** Each time. */\n  onHub(handler: () => void): void;');
    expect(types).not.toMatch(/The part\.|Own|const fourGraphs|export /);
  });

  test('bring along those that they name from other files of the project', () => {
    const types = givenTypes('command-bridge', fromDisk);
    expect(types).toMatch(/interface CommandMetadata extends Metadata \{[^}]*readonly hubId: number;/);
    expect(types).toContain('type Metadata = Readonly<Record<string, unknown>>;');
    expect(types.match(/type Command = /g)).toHaveLength(1);
  });

  test('say of every exercise what its function is called with', () => {
    for (const { id, code } of loadExercises()) {
      if (code?.language !== 'typescript') continue;
      const members = givenMembers(givenTypes(code.part, fromDisk));
      expect(members.length, id).toBeGreaterThan(1);
    }
  });
});

test('members are what can follow a dot, each once, with their signature', () => {
  const types = `/** Not this: one. */
interface Events {
  /** Nor this. */
  onHub(handler: (hub: Hub) => void): void;
  readonly id: number;
  readonly note?: string;
}
interface Hub {
  readonly id: number;
}
type Kind = 'a' | 'b';`;
  expect(givenMembers(types)).toEqual([
    { name: 'onHub', signature: '(handler: (hub: Hub) => void): void' },
    { name: 'id', signature: 'number' },
    { name: 'note', signature: 'string' },
  ]);
});
