/**
 * Replay: a finished trace as it happened. A slider over its time, play and pause, how fast, one moment back and on. It draws
 * nothing: it says as of when the trace is shown (`timeline.asOf`), frame by frame; rows and bars are the timeline's own.
 *
 *   [<] [Play] [>]  0 ------o-------- 46 ms   12.5 ms · 3 open, 8 ended, 2 to come   [whole in 5 s v]  [x]
 *
 * It has no clock of its own: while it plays, each frame asks for the next. Who wants less motion gets steps.
 */
import { newElement, setAttribute, setText } from '../../dom/new-element.ts';
import { newStyle } from '../../dom/new-style.ts';
import { durationText } from '../../layout/duration-text.ts';
import type { ViewContext } from '../../views/trace-view.ts';
import type { OpenTool, ToolSlot, TraceTool } from '../trace-tool.ts';
import { countsText, ReplayMoments } from './replay-moments.ts';
import {
  advance,
  pause,
  play,
  REPLAY_SPEEDS,
  type Replay,
  replayOf,
  seek,
  seekShare,
  shareOf,
  speedText,
} from './replay-state.ts';

const SLIDER_STEPS = 1_000;
/** Between two steps, for who wants less motion. */
const REDUCED_STEP_MS = 500;
const FIRST_STEP_MS = 16;
/** A page that was in the background goes on where it was. */
const LONGEST_FRAME_MS = 100;

export const openReplay: OpenTool = (slot) => new ReplayTool(slot);

class ReplayTool implements TraceTool {
  readonly #slot: ToolSlot;
  readonly #slider = newElement('input', {
    type: 'range',
    min: '0',
    max: String(SLIDER_STEPS),
    value: '0',
    'aria-label': 'Time in the trace',
  });
  readonly #play = newElement('button', { type: 'button', title: 'Play or pause (Space)' }, 'Play');
  readonly #back: HTMLButtonElement;
  readonly #on: HTMLButtonElement;
  readonly #speed = newElement('select', { 'aria-label': 'Speed' });
  readonly #words = newElement('output', { class: 'replay-words' });
  readonly #wait = newElement(
    'p',
    { hidden: '' },
    'The run goes on. It can be replayed when it has settled.',
  );
  readonly #bar = newElement('div', { class: 'replay' });
  readonly #reduced = matchMedia('(prefers-reduced-motion: reduce)');
  #replay: Replay | undefined;
  #moments: ReplayMoments | undefined;
  #of: Pick<ViewContext, 'table' | 'version'> | undefined;
  #tickedAtMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(slot: ToolSlot) {
    this.#slot = slot;
    const button = (label: string, name: string, act: () => void) => {
      const made = newElement(
        'button',
        { type: 'button', class: 'sq', 'aria-label': name, title: name },
        label,
      );
      made.addEventListener('click', act);
      return made;
    };
    this.#back = button('‹', 'One moment back (,)', () => this.#step(-1));
    this.#on = button('›', 'One moment on (.)', () => this.#step(1));
    const close = button('✕', 'Close the replay', () => slot.close());
    for (const speed of REPLAY_SPEEDS)
      this.#speed.append(newElement('option', { value: String(speed) }, speedText(speed)));
    this.#bar.append(this.#back, this.#play, this.#on, this.#slider, this.#words, this.#speed, close);
    slot.holder.append(newStyle(STYLE), this.#wait, this.#bar);
    this.#listen();
    // Rows come and go; what is below the timeline stays where it is.
    slot.timeline.style.minHeight = `${slot.timeline.offsetHeight}px`;
    this.update(slot.context());
    if (!this.#bar.hidden) this.#play.focus();
  }

  update(context: ViewContext): void {
    this.#wait.hidden = !context.live;
    this.#bar.hidden = context.live;
    if (context.live) {
      this.#of = undefined;
      this.#replay = undefined;
      this.#slot.timeline.asOf = undefined;
      return;
    }
    if (this.#of?.table !== context.table || this.#of.version !== context.version) {
      this.#of = { table: context.table, version: context.version };
      this.#moments = new ReplayMoments(context.table);
      this.#replay = replayOf(context.table.bounds());
    }
    this.#tick();
    this.#present();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#slot.timeline.asOf = undefined;
    this.#slot.timeline.style.minHeight = '';
  }

  #listen(): void {
    this.#play.addEventListener('click', () => this.#toggle());
    this.#slider.addEventListener('input', () =>
      this.#change((replay) => pause(seekShare(replay, Number(this.#slider.value) / SLIDER_STEPS))),
    );
    this.#speed.addEventListener('change', () => {
      const speed = this.#speed.value === 'fit' ? 'fit' : Number(this.#speed.value);
      this.#change((replay) => ({ ...replay, speed }));
    });
    this.#bar.addEventListener('keydown', (event) => {
      const { target } = event;
      if (event.key === 'Escape') this.#slot.close();
      else if (event.key === ',') this.#step(-1);
      else if (event.key === '.') this.#step(1);
      // A button and a list have a use of their own for the space bar.
      else if (event.key === ' ' && target === this.#slider) this.#toggle();
      else return;
      event.preventDefault();
    });
  }

  #toggle(): void {
    this.#tickedAtMs = performance.now();
    clearInterval(this.#timer);
    this.#timer = undefined;
    // The first step asks for the first frame.
    this.#change((replay) => (replay.playing ? pause(replay) : advance(play(replay), FIRST_STEP_MS)));
    if (this.#replay?.playing !== true || !this.#reduced.matches) return;
    this.#timer = setInterval(
      () => this.#change((replay) => advance(replay, REDUCED_STEP_MS)),
      REDUCED_STEP_MS,
    );
  }

  #step(by: 1 | -1): void {
    this.#change((replay) => {
      const atNs = this.#moments?.step(replay.atNs, by) ?? (by > 0 ? replay.toNs : replay.fromNs);
      return pause(seek(replay, atNs));
    });
  }

  #change(change: (replay: Replay) => Replay): void {
    if (this.#replay === undefined) return;
    this.#replay = change(this.#replay);
    this.#present();
  }

  #tick(): void {
    if (this.#replay?.playing !== true || this.#timer !== undefined) return;
    const nowMs = performance.now();
    const elapsedMs = Math.min(LONGEST_FRAME_MS, nowMs - this.#tickedAtMs);
    this.#tickedAtMs = nowMs;
    this.#replay = advance(this.#replay, elapsedMs);
  }

  #present(): void {
    const replay = this.#replay;
    if (replay === undefined) return;
    const { atNs, fromNs, toNs, playing } = replay;
    const counts = this.#moments?.at(atNs) ?? { open: 0, ended: 0, toCome: 0 };
    const words = `${durationText(atNs - fromNs)} · ${countsText(counts)}`;
    setText(this.#words, words);
    const value = String(Math.round(shareOf(replay) * SLIDER_STEPS));
    if (this.#slider.value !== value) this.#slider.value = value;
    setAttribute(
      this.#slider,
      'aria-valuetext',
      `${durationText(atNs - fromNs)} of ${durationText(toNs - fromNs)}, ${countsText(counts)}`,
    );
    setText(this.#play, playing ? 'Pause' : atNs >= toNs ? 'Again' : 'Play');
    this.#back.disabled = atNs <= fromNs;
    this.#on.disabled = atNs >= toNs;
    // Asks for the next frame, if it is another time.
    this.#slot.timeline.asOf = atNs;
  }
}

const STYLE = `
.replay{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center}
.replay input{flex:1 1 200px;min-width:0;accent-color:var(--tt-accent);height:28px}
.replay button:not(.sq){min-width:64px}.replay .sq{width:28px;padding:0}
.replay button:disabled{opacity:.5;cursor:default}
.replay-words{font:400 12.5px/1.5 var(--tt-mono);color:var(--tt-ink-soft);min-width:36ch}
.replay select{height:28px;font:500 12.5px/1 var(--tt-text);color:var(--tt-ink-soft);background:var(--tt-raised);border:1px solid var(--tt-line);border-radius:6px;padding:0 6px}
@container (max-width:480px){.replay-words{min-width:0;flex-basis:100%}}
`;
