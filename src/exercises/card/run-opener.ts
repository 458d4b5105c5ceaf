/**
 * What has to be there before a run begins: its host, and the machinery of the run itself, which is no part of the page. It is
 * loaded when the learner turns to the card, and at the latest with Run; a failure is said, and tried again next time.
 */

import { loadOnce } from '../../server-client/load-once.ts';
import type { startRun } from '../run/run.ts';
import type { Notice } from './card-types.ts';
import type { OpenedHost, ReadyHost, RunHost, RunOwner } from './run-host.ts';

export type StartRun = typeof startRun;
export type LoadRun = () => Promise<{ readonly startRun: StartRun }>;
export type ReadyRun = ReadyHost & { readonly startRun: StartRun };
export type OpenedRun = ReadyRun | Extract<OpenedHost, { readonly type: 'refused' }>;

export interface RunOpener {
  /** The learner turned to the card. */
  approach(): void;
  /** Never rejects. */
  open(owner: RunOwner): Promise<OpenedRun>;
}

export function createRunOpener(host: RunHost, load: LoadRun): RunOpener {
  const loadRun = loadOnce(load);
  const loaded = () => loadRun().catch(() => undefined);

  return {
    approach() {
      host.approach();
      void loaded();
    },
    async open(owner) {
      const [opened, run] = await Promise.all([host.open(owner), loaded()]);
      if (opened.type === 'refused') return opened;
      return run ? { ...opened, startRun: run.startRun } : { type: 'refused', notice: NOT_LOADED };
    },
  };
}

const NOT_LOADED: Notice = {
  message: 'What a run needs could not be loaded.',
  hint: 'It is a file of this site, which does not answer just now. Press Run to try again.',
};
