/** The five chapters as a trace of the course: each starts where the one before it ends, in minutes. */
import type { OutlineChapter } from '../course/outline.ts';

export interface ChapterBar {
  readonly chapter: OutlineChapter;
  /** Share of the whole course, 0 to 100. */
  readonly startPercent: number;
  readonly widthPercent: number;
  /** 1 to 5, see the service colours of `tokens.css`. */
  readonly colour: number;
}

export function courseTrace(chapters: readonly OutlineChapter[]): readonly ChapterBar[] {
  const totalMinutes = chapters.reduce((sum, chapter) => sum + chapter.minutes, 0);
  let before = 0;
  return chapters.map((chapter, index) => {
    const bar = {
      chapter,
      startPercent: round((100 * before) / totalMinutes),
      widthPercent: round((100 * chapter.minutes) / totalMinutes),
      colour: (index % 8) + 1,
    };
    before += chapter.minutes;
    return bar;
  });
}

const round = (percent: number) => Math.round(percent * 100) / 100;
