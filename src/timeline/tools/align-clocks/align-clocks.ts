/**
 * The trace with its clocks aligned, for as long as the tool is open: a way of looking, never a correction. What is moved
 * says so in its row, and this panel says by how much each service is.
 */
import { alignClocks } from '../../../trace/analysis/aligned-clocks.ts';
import type { TraceReader } from '../../../trace/model/types.ts';
import { newElement } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { skewsIn } from '../../insights/skew-words.ts';
import { shiftText } from '../../layout/duration-text.ts';
import type { OpenTool } from '../trace-tool.ts';

export const openAlignClocks: OpenTool = ({ holder, timeline, context, say, close }) => {
  const { table, tree } = context();
  const { skews, offsetNs } = skewsIn(table, tree);
  if (offsetNs.size === 0) {
    const contradict = skews.length > 0;
    say(
      contradict
        ? 'Clocks differ in this trace, but not by the same amount in every call: they cannot be aligned.'
        : 'By what this trace shows, no clocks differ: every server span lies within its client span.',
    );
    return undefined;
  }
  const aligned = alignClocks(table, offsetNs);
  const back = newElement('button', { type: 'button' }, 'Times as sent');
  back.addEventListener('click', close);
  const style = newStyle(
    '.aligned{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;font-size:12.5px}',
  );
  const words = `Clocks aligned, by an estimate: ${movedServices(table, offsetNs).join(', ')}, as shown. Nothing in the data is changed.`;
  holder.append(
    style,
    newElement('div', { class: 'aligned' }, newElement('span', { role: 'status' }, words), back),
  );
  show(aligned);

  function show(shown: TraceReader): void {
    const { place } = timeline;
    timeline.table = shown;
    timeline.place = place;
  }
  return {
    // The page has shown another trace meanwhile.
    update: (now) => {
      if (now.table !== aligned) close();
    },
    dispose: () => {
      if (timeline.table === aligned) show(table);
    },
  };
};

function movedServices(table: TraceReader, offsetNs: ReadonlyMap<number, number>): readonly string[] {
  return [...offsetNs].map(([resource, ns]) => {
    const span = table.columns.resource.indexOf(resource);
    const service = table.strings.get(table.columns.service[span] ?? 0) || 'an unknown service';
    return `${service} shifted by ${shiftText(ns)}`;
  });
}
