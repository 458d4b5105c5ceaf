/** What the pages decide before they are drawn. */
import { describe, expect, test } from 'vitest';
import { siteHref } from '../../../src/components/course/site-href.ts';
import { courseTrace } from '../../../src/components/landing/course-trace.ts';
import { modeWords } from '../../../src/components/server-mode/mode-words.ts';
import type { DemoServer, ServerMode } from '../../../src/server-client/port.ts';

describe('addresses below a base path', () => {
  test('an address of this site is put below the base, with one slash between', () => {
    expect(siteHref('/dev/', '/workshop/')).toBe('/workshop/dev/');
    expect(siteHref('/dev/#top', '/workshop')).toBe('/workshop/dev/#top');
    expect(siteHref('/', '/')).toBe('/');
  });
  test('everything else stays as it is written', () => {
    for (const path of ['../dev/', '#here', 'https://example.org/', '//example.org/']) {
      expect(siteHref(path, '/workshop/')).toBe(path);
    }
  });
});

describe('the course as a trace', () => {
  const chapter = (id: string, minutes: number) => ({
    id,
    minutes,
    order: 1,
    name: id,
    title: id,
    lead: '',
    href: `/${id}/`,
    exercises: [],
  });
  test('each chapter starts where the one before it ends, and the last ends at the end', () => {
    const bars = courseTrace([chapter('recap', 10), chapter('dev', 30), chapter('test', 40)]);
    expect(bars.map(({ startPercent, widthPercent }) => [startPercent, widthPercent])).toEqual([
      [0, 12.5],
      [12.5, 37.5],
      [50, 50],
    ]);
  });
  test('a course without chapters has no bars', () => {
    expect(courseTrace([])).toEqual([]);
  });
});

describe('where the telemetry comes from, in words', () => {
  const server = (mode: ServerMode): DemoServer => ({
    mode,
    request: () => Promise.reject(new Error('not asked')),
    feed: () => Promise.reject(new Error('not asked')),
  });
  test('a connected server gives its own mode', () => {
    for (const mode of ['live', 'in-browser', 'recorded'] as const) {
      expect(modeWords({ type: 'connected', server: server(mode) }).mode).toBe(mode);
    }
  });
  test('recordings that nobody chose say why, and what to type', () => {
    const words = modeWords({ type: 'connected', server: server('recorded'), because: 'No answer.' });
    expect(words).toMatchObject({
      mode: 'recorded',
      label: 'Recorded',
      shape: 'empty',
      command: 'npm start',
    });
    expect(words.explanation).toContain('No answer.');
    const chosen = modeWords({ type: 'connected', server: server('recorded') });
    expect(chosen).not.toHaveProperty('command');
  });
  test('a live server whose replicas lost each other says that spans come later', () => {
    const words = modeWords({ type: 'connected', server: server('live'), isInterrupted: true });
    expect(words).toMatchObject({ mode: 'live', shape: 'half', label: 'Live, interrupted' });
    expect(words.explanation).toContain('this page goes on by itself');
  });
  test('a server that is not ready is quoted', () => {
    const words = modeWords({ type: 'waiting', message: 'It restores its data.' });
    expect(words.explanation).toBe('It restores its data.');
  });
});
