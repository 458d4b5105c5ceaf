/** What each command does to the timeline. */
import type { Command } from './interact/commands.ts';
import { allCollapsed } from './layout/expansion.ts';
import { ALL_EXPANDED, EXPANDABLE, EXPANDED, isFold, membersOf } from './layout/rows.ts';
import type { Timeline } from './timeline.ts';

/** Those of the timeline itself; `search` is the element's. */
export function runCommand(timeline: Timeline, command: Exclude<Command, { type: 'search' }>): void {
  const { rows, viewport, activeRow: row } = timeline;
  const flags = rows.flags[row] ?? 0;
  const goTo = (to: number) => timeline.activate(Math.max(0, Math.min(rows.count - 1, to)), true);
  switch (command.type) {
    case 'move-row':
      goTo(row + command.by);
      break;
    case 'move-page':
      goTo(row + command.by * viewport.pageRows);
      break;
    case 'first-row':
      goTo(0);
      break;
    case 'last-row':
      goTo(rows.count - 1);
      break;
    case 'expand':
      if ((flags & EXPANDED) !== 0) goTo(row + 1);
      else if ((flags & EXPANDABLE) !== 0) timeline.setExpanded(row, true);
      break;
    case 'collapse':
      if ((flags & EXPANDED) !== 0) timeline.setExpanded(row, false);
      else if ((rows.parentRow[row] ?? -1) >= 0) goTo(rows.parentRow[row] ?? 0);
      break;
    case 'details':
      if (isFold(rows, row)) timeline.toggle(row);
      else timeline.select(rows.span[row] ?? -1, { reveal: false, focus: false });
      break;
    case 'escape':
      timeline.deselect();
      break;
    case 'expand-all':
      timeline.expand(ALL_EXPANDED);
      break;
    case 'collapse-all':
      timeline.expand(allCollapsed(rows));
      break;
    case 'fit':
      timeline.move((moved) => moved.fit());
      break;
    case 'zoom':
      timeline.move((moved) => moved.zoomBy(command.factor));
      break;
    case 'pan':
      timeline.move((moved) => moved.panBy(command.by * moved.scale.widthPx));
      break;
    case 'zoom-to-span':
      timeline.zoomTo(isFold(rows, row) ? membersOf(rows, row) : [rows.span[row] ?? 0]);
      break;
  }
}
