/**
 * The collections of the site, and the shape of what authors write. Astro names the file and the field when a value
 * does not fit; the messages here say what to do about it.
 */
import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';

const sentence = (what: string) => z.string({ error: `write ${what} here, as plain text` }).min(1);

/** `content/chapters/<id>.mdx`: one section of the talk as article, slides and notes. */
const chapters = defineCollection({
  loader: glob({ base: './content/chapters', pattern: '*.mdx' }),
  schema: z.strictObject({
    title: sentence('the headline of the chapter'),
    lead: sentence('one or two sentences that say why to read on'),
    order: z.number({ error: 'order is the number of the chapter: 1 for the first' }).int().min(1),
    minutes: z.number({ error: 'minutes is how long reading and exercises take, as a number' }).int().min(1),
    needs: z.array(z.string()).default([]),
    outcomes: z.array(z.string()).min(1, { error: 'name at least one thing the reader can do afterwards' }),
    description: z.string().optional(),
  }),
});

/** `content/guides/<id>.mdx`: short pages beside the talk. */
const guides = defineCollection({
  loader: glob({ base: './content/guides', pattern: '*.mdx' }),
  schema: z.strictObject({
    title: sentence('the title of the guide'),
    lead: sentence('one or two sentences that say what the guide is for'),
    order: z.number().int().min(1),
  }),
});

/** `content/facts.yaml`: every figure and dated claim, cited in the text by `<Fact id>`. */
const facts = defineCollection({
  loader: file('./content/facts.yaml'),
  schema: z.object({
    claim: sentence('the claim in our own words'),
    figure: z.union([z.string(), z.number()]).optional(),
    source: z.url({ error: 'source is the address where the claim can be checked, https://...' }),
    checked: z.coerce.date({ error: 'checked is the day somebody last looked, as 2026-11-22' }),
  }),
});

/** `content/glossary.yaml`: the words of the course, shown by `<Term id>` and on a page of their own. */
const glossary = defineCollection({
  loader: file('./content/glossary.yaml'),
  schema: z.strictObject({
    id: z.string(),
    term: sentence('the word as people say it'),
    says: sentence('what it means, in a sentence or two'),
    spec: z.url({ error: 'spec is where its owners define it, https://...' }).optional(),
  }),
});

/** `content/paths.yaml`: ways through the course that leave things out. */
const paths = defineCollection({
  loader: file('./content/paths.yaml'),
  schema: z.strictObject({
    id: z.string(),
    title: sentence('the name of the path'),
    lead: sentence('one or two sentences that say what it leaves out'),
    exercises: z.array(z.string()).min(1, { error: 'name at least one exercise by its folder' }),
  }),
});

/** `content/polls.yaml`: what a room can be asked, each beside a slide. */
const polls = defineCollection({
  loader: file('./content/polls.yaml'),
  schema: z.strictObject({
    id: z.string(),
    slide: z.strictObject({ chapter: z.string(), title: sentence('the title of a slide of that chapter') }),
    question: sentence('what is asked'),
    options: z
      .array(sentence('an answer'))
      .min(2, { error: 'a question needs two answers to choose from' })
      .max(6),
  }),
});

export const collections = { chapters, guides, facts, glossary, paths, polls };
