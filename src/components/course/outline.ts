/** The course as lists of links: chapters in order, each with its exercises. Every navigation is drawn from this. */
import { getCollection } from 'astro:content';
import { loadExercises } from '../../exercises/definition/load.ts';
import { siteHref } from './site-href.ts';

export interface OutlineChapter {
  readonly id: string;
  readonly order: number;
  /** One word, as people say it: "Dev". */
  readonly name: string;
  readonly title: string;
  readonly lead: string;
  /** To read; the exercises come on top. */
  readonly minutes: number;
  readonly href: string;
  readonly exercises: readonly OutlineExercise[];
}
export interface OutlineExercise {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly goal: string;
  /** What to remember once it is passed. */
  readonly lesson: string;
  readonly minutes: number;
  readonly href: string;
}
/** A way through the course that leaves things out. */
export interface OutlinePath {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly href: string;
  /** In the order in which to take them. */
  readonly exercises: readonly OutlineExercise[];
}
export interface OutlineGuide {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly href: string;
}

export async function courseChapters(): Promise<readonly OutlineChapter[]> {
  const exercises = loadExercises();
  const chapters = await getCollection('chapters');
  return chapters
    .sort((a, b) => a.data.order - b.data.order)
    .map(({ id, data }) => ({
      id,
      order: data.order,
      name: id.charAt(0).toUpperCase() + id.slice(1),
      title: data.title,
      lead: data.lead,
      minutes: data.minutes,
      href: siteHref(`/${id}/`),
      exercises: exercises
        .filter((exercise) => exercise.id.startsWith(`${id}/`))
        .map((exercise) => ({
          id: exercise.id,
          number: exercise.number,
          title: exercise.title,
          goal: exercise.goal,
          lesson: exercise.after[0] ?? '',
          minutes: exercise.minutes,
          href: siteHref(`/${id}/#${exerciseAnchor(exercise.id)}`),
        })),
    }));
}

/** Of all of them together, done at leisure. */
export const minutesOf = (exercises: readonly { readonly minutes: number }[]): number =>
  exercises.reduce((sum, { minutes }) => sum + minutes, 0);

export async function courseGuides(): Promise<readonly OutlineGuide[]> {
  const guides = await getCollection('guides');
  return guides
    .sort((a, b) => a.data.order - b.data.order)
    .map(({ id, data }) => ({
      id,
      title: data.title,
      lead: data.lead,
      href: siteHref(`/guides/${id}/`),
    }));
}

export async function coursePaths(): Promise<readonly OutlinePath[]> {
  const exercises = (await courseChapters()).flatMap((chapter) => chapter.exercises);
  const paths = await getCollection('paths');
  return paths.map(({ id, data }) => ({
    id,
    title: data.title,
    lead: data.lead,
    href: siteHref(`/${id}/`),
    exercises: data.exercises.map((exerciseId) => {
      const exercise = exercises.find((candidate) => candidate.id === exerciseId);
      if (exercise) return exercise;
      throw new Error(
        `content/paths.yaml: the path "${id}" names the exercise "${exerciseId}", which does not exist; there are ${exercises.map((known) => known.id).join(', ')}.`,
      );
    }),
  }));
}

/** The fragment under which an exercise stands in its chapter: `exercise-n-plus-one`. */
export function exerciseAnchor(id: string): string {
  return `exercise-${id.slice(id.indexOf('/') + 1)}`;
}
