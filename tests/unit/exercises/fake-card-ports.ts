/** A card's world in a test: one connection, progress and edits in memory, a clock that stands still. */
import type { CardPorts } from '../../../src/exercises/card/card-ports.ts';
import type { CodePorts } from '../../../src/exercises/code/code-ports.ts';
import { createEditStore } from '../../../src/exercises/code/edits/edit-store.ts';
import { createProgramSlot } from '../../../src/exercises/code/program-slot.ts';
import { createProgressStore } from '../../../src/exercises/progress/store.ts';
import * as run from '../../../src/exercises/run/run.ts';
import { refusedStorage } from '../../support/storage-areas.ts';
import { fakeClock } from './fake-demo-server.ts';

export function fakeCardPorts(changed: Partial<CardPorts> = {}): CardPorts {
  const progress = createProgressStore({ storage: refusedStorage, onOtherTab: () => {} });
  const code = fakeCodePorts();
  let byte = 0;
  return {
    session: () => 'session-1',
    connectionNow: () => ({ type: 'connecting' }),
    subscribeConnection: () => () => {},
    doubtConnection: () => {},
    progress: () => progress,
    today: () => new Date('2026-01-02T00:00:00Z'),
    code: () => code,
    fetchHints: () => Promise.reject(new Error('there are no hints in this test')),
    loadSql: () => Promise.reject(new Error('there is no database in this test')),
    loadRun: () => Promise.resolve(run),
    clock: fakeClock().clock,
    randomBytes: (length) => Uint8Array.from({ length }, () => ++byte),
    ...changed,
  };
}

export function fakeCodePorts(changed: Partial<CodePorts> = {}): CodePorts {
  const edits = createEditStore({ storage: refusedStorage, onOtherTab: () => () => {} });
  return {
    slot: createProgramSlot(() => Promise.reject(new Error('there are no programs in this test'))),
    edits: () => edits,
    unsupported: () => undefined,
    subscribeHash: () => () => {},
    clearHash: () => {},
    linkTo: (hash) => `https://example.org/dev/${hash}`,
    copy: () => Promise.resolve(),
    warm: () => {},
    ...changed,
  };
}
