/**
 * What was measured on the machine of a talk, judged: fine, to be looked at, or broken; with what to do. Pure, so that
 * every sentence is tested; `preflight.ts` measures.
 */
import type { SiteKept } from '../../components/offline/keep-site.ts';
import { megabytes } from '../../server-client/megabytes.ts';

export type Verdict = 'fine' | 'look' | 'broken';
export interface Finding {
  readonly verdict: Verdict;
  readonly says: string;
  readonly todo?: string;
}

export interface ScreenReading {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  /** Undefined where the browser does not tell. */
  readonly isExtended: boolean | undefined;
}
/** The smallest text on a slide is a caption, 1.3 hundredths of its width (`sheet.css`). */
const SMALLEST_SHARE = 0.013;
const LEGIBLE_PX = 14;

export function judgeScreen({ widthPx, heightPx, pixelRatio }: ScreenReading): Finding {
  const sheetPx = Math.min(widthPx, (heightPx * 16) / 9);
  const smallestPx = Math.round(sheetPx * SMALLEST_SHARE);
  const says = `This window is ${widthPx} × ${heightPx}, ${pixelRatio} device pixels each. The smallest words on a slide are ${smallestPx} px high.`;
  if (smallestPx < LEGIBLE_PX)
    return { verdict: 'look', says, todo: 'Make the window larger, or the zoom of the browser smaller.' };
  return { verdict: 'fine', says };
}

export function judgeSecondScreen({ isExtended }: ScreenReading): Finding {
  if (isExtended === undefined)
    return {
      verdict: 'look',
      says: 'This browser does not tell how many screens there are.',
      todo: "Open the deck and the speaker's view, and see that each is on its own screen.",
    };
  if (isExtended)
    return { verdict: 'fine', says: 'There is a second screen, and it is not a mirror of this one.' };
  return {
    verdict: 'look',
    says: 'There is one screen, or the second one mirrors it.',
    todo: "Extend the desktop in the system's settings, so that the room does not see your notes.",
  };
}

export interface ServerReading {
  /** What /api/health answered; undefined if nothing did. */
  readonly health: { readonly ok: boolean; readonly status: string; readonly reason?: string } | undefined;
  readonly roundTripsMs: readonly number[];
}
const SLOW_MS = 250;

export function judgeServer({ health, roundTripsMs }: ServerReading): Finding {
  if (health === undefined)
    return {
      verdict: 'look',
      says: 'No demo server answers on this address. Exercises run in this browser instead.',
      todo: 'If you want the live one, start it with npm start, and open the site at the address that it prints.',
    };
  if (!health.ok)
    return {
      verdict: 'broken',
      says: `The demo server is there but not ready: ${health.reason ?? health.status}.`,
      todo: 'Wait a moment and check again; then look at what npm start says.',
    };
  const slowestMs = Math.round(Math.max(...roundTripsMs));
  const says = `The demo server answers; the slowest of ${roundTripsMs.length} questions took ${slowestMs} ms.`;
  if (slowestMs > SLOW_MS)
    return { verdict: 'look', says, todo: 'Run the server on this machine, or give the network a cable.' };
  return { verdict: 'fine', says };
}

export function judgeFeed(openedAfterMs: number | undefined, hasServer: boolean): Finding {
  if (!hasServer)
    return { verdict: 'fine', says: 'Not needed: without a live server nothing comes over the network.' };
  if (openedAfterMs === undefined)
    return {
      verdict: 'broken',
      says: 'The live feed of spans could not be opened; traces would not grow.',
      todo: 'Something between you and the server holds streams back. Open the site at its own address, without a proxy.',
    };
  return { verdict: 'fine', says: `The live feed opens, in ${Math.round(openedAfterMs)} ms.` };
}

export interface OfflineReading {
  readonly isOnline: boolean;
  readonly kept: SiteKept;
}

export function judgeOffline({ isOnline, kept }: OfflineReading): Finding {
  switch (kept.type) {
    case 'refused':
      return {
        verdict: isOnline ? 'look' : 'broken',
        says: `Nothing is kept here. ${kept.reason} If the host goes, the open deck has only what it has shown so far.`,
        todo: 'Open the site over https, or on the machine that serves it at the address that npm start prints.',
      };
    case 'nothing':
      return {
        verdict: isOnline ? 'look' : 'broken',
        says: 'The talk is not kept in this browser. If its host goes, the deck cannot go on.',
        todo: isOnline
          ? 'Press “Keep the talk in this browser” below.'
          : 'Connect once, and press “Keep the talk in this browser” below.',
      };
    case 'kept': {
      if (kept.everything)
        return {
          verdict: 'fine',
          says: `Everything is kept in this browser: ${kept.files} files, ${megabytes(kept.bytes)} MB. The deck opens and runs its exercises without its host.`,
        };
      const reason = kept.reason === undefined ? '' : ` ${kept.reason}.`;
      return {
        verdict: 'look',
        says: `Of the talk ${megabytes(kept.bytes)} MB are kept, of ${megabytes(kept.totalBytes)} MB.${reason}`,
        todo: 'Press “Keep the talk in this browser” below for the rest.',
      };
    }
  }
}

export interface ClockReading {
  /** Of the server, from its answer; undefined if none said. */
  readonly serverMs: number | undefined;
  readonly ownMs: number;
}
const OFF_MS = 5_000;

export function judgeClock({ serverMs, ownMs }: ClockReading): Finding {
  if (serverMs === undefined)
    return {
      verdict: 'look',
      says: 'There is nothing to compare this clock with.',
      todo: 'Compare it with your watch.',
    };
  const offMs = ownMs - serverMs;
  if (Math.abs(offMs) <= OFF_MS) return { verdict: 'fine', says: 'This clock agrees with that of the host.' };
  const words = `${Math.round(Math.abs(offMs) / 1_000)} s ${offMs > 0 ? 'ahead of' : 'behind'}`;
  return {
    verdict: 'look',
    says: `This clock is ${words} that of the host.`,
    todo: 'Let the system set its time. Times in a talk come from this machine alone; a trace over two machines would be skewed.',
  };
}

export interface WindowsReading {
  readonly hasChannel: boolean;
  readonly canStore: boolean;
  readonly canStayAwake: boolean;
}

export function judgeWindows({ hasChannel, canStore, canStayAwake }: WindowsReading): Finding {
  if (!hasChannel)
    return {
      verdict: 'broken',
      says: "Windows of this browser cannot talk to one another: the speaker's view would not follow.",
      todo: 'Take another browser.',
    };
  if (!canStore)
    return {
      verdict: 'look',
      says: 'This browser keeps nothing: a reload costs you the clock, and rehearsals are lost.',
      todo: 'Leave the private window.',
    };
  if (!canStayAwake)
    return {
      verdict: 'look',
      says: 'The deck cannot keep this screen from going dark.',
      todo: "Switch the screen saver off in the system's settings.",
    };
  return {
    verdict: 'fine',
    says: "The deck and the speaker's view can follow each other, and the screen stays on.",
  };
}
