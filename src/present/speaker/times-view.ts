/** Draws the times of a talk: the clock against the plan and the last rehearsal, and the same by chapter. */
import { partName } from '../deck-entries.ts';
import { type DeckState, elapsedMs, spentBySection } from '../deck-state.ts';
import { say } from '../say.ts';
import type { Rehearsal } from './rehearsals.ts';
import type { SpeakerSection } from './speaker-sections.ts';
import { behindMs, type MsBySection, type PartTime, partTimes } from './talk-plan.ts';
import { clockText, differenceText, paceWords } from './time-words.ts';

export interface TalkTimes {
  readonly state: DeckState;
  readonly nowMs: number;
  readonly plannedMs: number;
  readonly planned: MsBySection;
  readonly last: Rehearsal | undefined;
}

const part = (name: string) => document.querySelector<HTMLElement>(`[data-time="${name}"]`);

export function drawTimes(sections: readonly SpeakerSection[], times: TalkTimes): void {
  const { state, nowMs, plannedMs, planned, last } = times;
  const spent = spentBySection(state, nowMs);
  say(part('elapsed'), clockText(elapsedMs(state, nowMs)));
  say(part('planned'), clockText(plannedMs));
  say(part('now'), new Date(nowMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  say(part('pace'), pace(sections, times, spent));
  const onThis = `${clockText(spent[state.section] ?? 0)} of ${clockText(planned[state.section] ?? 0)}`;
  say(document.querySelector('[data-time="section"]'), onThis);
  drawParts(
    partTimes(sections, planned, spent, last?.spentMs),
    sections.find(({ id }) => id === state.section)?.part,
  );
}

function pace(
  sections: readonly SpeakerSection[],
  { state, planned, last }: TalkTimes,
  spent: MsBySection,
): string {
  if (state.clock.startedAtMs === undefined) return 'The clock starts with the first slide, or here.';
  const behind = (due: MsBySection) => behindMs(sections, state.section, due, spent);
  const words = [
    ...(state.clock.countingSinceMs === undefined ? ['The clock stands'] : []),
    paceWords(behind(planned), 'the plan'),
    ...(last ? [paceWords(behind(last.spentMs), 'last time')] : []),
  ];
  return words.join(' · ');
}

/** One button for each chapter, as wide as its planned time. */
export function buildParts(
  nav: HTMLElement,
  sections: readonly SpeakerSection[],
  go: (section: string) => void,
): void {
  const parts = [...new Set(sections.map(({ part }) => part))];
  nav.replaceChildren(
    ...parts.map((name) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset['part'] = name;
      const label = document.createElement('span');
      const time = document.createElement('span');
      label.textContent = partName(name);
      time.className = 'time';
      button.append(label, time);
      button.addEventListener('click', () => go(sections.find(({ part }) => part === name)?.id ?? ''));
      return button;
    }),
  );
}

function drawParts(times: readonly PartTime[], current: string | undefined): void {
  for (const { part, plannedMs, spentMs } of times) {
    const button = document.querySelector<HTMLElement>(`[data-parts] [data-part="${part}"]`);
    if (!button) continue;
    button.style.setProperty('--planned', String(Math.max(1, Math.round(plannedMs / 1_000))));
    button.style.setProperty(
      '--share',
      String(plannedMs > 0 ? Math.min(1, spentMs / plannedMs).toFixed(3) : 0),
    );
    button.toggleAttribute('data-over', plannedMs > 0 && spentMs > plannedMs);
    if (part === current) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    say(button.querySelector('.time'), `${clockText(spentMs)} / ${clockText(plannedMs)}`);
  }
}

/** The table of the dialog: this talk, the plan, and up to three times before. */
export function drawTimesTable(
  table: HTMLTableElement,
  sections: readonly SpeakerSection[],
  { state, nowMs, planned }: TalkTimes,
  rehearsals: readonly Rehearsal[],
): void {
  const spent = spentBySection(state, nowMs);
  const shown = rehearsals.slice(0, 3);
  const dayOf = ({ startedAt }: Rehearsal) =>
    new Date(startedAt).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
  const parts = partTimes(sections, planned, spent, undefined);
  const of = (ms: MsBySection, name: string | undefined) =>
    sections
      .filter(({ part }) => name === undefined || part === name)
      .reduce((sum, { id }) => sum + (ms[id] ?? 0), 0);
  const rowOf = (label: string, name: string | undefined) => {
    const [plan, now] = [of(planned, name), of(spent, name)];
    return row('td', [
      label,
      clockText(plan),
      now > 0 ? `${clockText(now)} (${differenceText(now - plan)})` : '–',
      ...shown.map(({ spentMs }) => clockText(of(spentMs, name))),
    ]);
  };
  table.replaceChildren(
    row('th', ['', 'Plan', 'This time', ...shown.map(dayOf)]),
    ...parts.map(({ part }) => rowOf(partName(part), part)),
    rowOf('All', undefined),
  );
}

function row(tag: 'td' | 'th', texts: readonly string[]): HTMLTableRowElement {
  const element = document.createElement('tr');
  element.append(
    ...texts.map((text, index) => {
      const isHead = text !== '' && (index === 0 || tag === 'th');
      const cell = document.createElement(isHead ? 'th' : 'td');
      if (isHead) cell.scope = tag === 'th' ? 'col' : 'row';
      cell.textContent = text;
      return cell;
    }),
  );
  return element;
}
