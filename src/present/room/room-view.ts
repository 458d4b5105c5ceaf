/**
 * What a page knows of its room: the newest snapshot, and what came after it. Pure; phones, wall and speaker's view hold
 * the same value, and differ in what they are told.
 */
import type { PresenterSnapshot, RoomEnd, RoomMessage, RoomSnapshot } from '../../../demo-server/protocol.ts';

export interface RoomView extends RoomSnapshot {
  /** What the presenter's pages know besides. */
  readonly presenterOnly?: Pick<PresenterSnapshot, 'session' | 'talk' | 'figures' | 'reachableAt'>;
  readonly ended?: RoomEnd;
}

/** How much of the past the graphs show. */
export const FIGURES_KEPT = 180;

/** Before the snapshot nothing makes sense, and is passed over. */
export function afterMessage(view: RoomView | undefined, message: RoomMessage): RoomView | undefined {
  if (message.type === 'snapshot') return viewOf(message.data);
  if (view === undefined) return undefined;
  switch (message.type) {
    case 'place':
      return { ...view, place: message.data };
    case 'poll':
      return { ...view, poll: message.data, votes: null };
    case 'votes':
      return message.data.poll === view.poll?.id ? { ...view, votes: message.data } : view;
    case 'phones':
    case 'presenter':
      return { ...view, ...message.data };
    case 'closed':
      return { ...view, ended: message.data.reason };
    case 'talk':
      return view.presenterOnly
        ? { ...view, presenterOnly: { ...view.presenterOnly, talk: message.data } }
        : view;
    case 'figure': {
      if (!view.presenterOnly) return view;
      const figures = [...view.presenterOnly.figures, message.data].slice(-FIGURES_KEPT);
      return { ...view, presenterOnly: { ...view.presenterOnly, figures } };
    }
    case 'dropped':
      return view;
  }
}

export function viewOf(snapshot: RoomSnapshot | PresenterSnapshot): RoomView {
  if (!('session' in snapshot)) return snapshot;
  const { session, talk, figures, reachableAt, ...room } = snapshot;
  return { ...room, presenterOnly: { session, talk, figures, reachableAt } };
}
