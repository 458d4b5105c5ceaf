/** The map of the site for programs that read: llmstxt.org. */
import type { APIRoute } from 'astro';
import { courseChapters, courseGuides, coursePaths } from '../components/course/outline.ts';
import { siteHref } from '../components/course/site-href.ts';

export const GET: APIRoute = async ({ site }) => {
  const [chapters, guides, paths] = await Promise.all([courseChapters(), courseGuides(), coursePaths()]);
  const address = (href: string) => (site ? new URL(href, site).href : href);
  const link = (title: string, href: string, text: string) => `- [${title}](${address(href)}): ${text}`;
  const lines = [
    '# Telemetry-Driven Development',
    '',
    '> An interactive workshop: press Run, a real system emits real OpenTelemetry data, and the telemetry itself decides whether an exercise is solved.',
    '',
    `The text of all chapters in one file: ${address(siteHref('/llms-full.txt'))}`,
    '',
    '## Chapters',
    '',
    ...chapters.map(({ order, name, title, lead, href }) => link(`${order} ${name}: ${title}`, href, lead)),
    '',
    '## Exercises',
    '',
    ...chapters.flatMap(({ exercises }) =>
      exercises.map(({ number, title, goal, href }) => link(`${number} ${title}`, href, goal)),
    ),
    '',
    '## Guides',
    '',
    ...guides.map(({ title, lead, href }) => link(title, href, lead)),
    '',
    '## Ways through',
    '',
    ...paths.map(({ title, lead, href }) => link(title, href, lead)),
    link('Glossary', siteHref('/glossary/'), 'What the words of the course mean.'),
    '',
  ];
  return new Response(lines.join('\n'));
};
