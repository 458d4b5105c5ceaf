/** `/cards/<name>.png`: one picture for each page of the course. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { cardBars } from '../../components/cards/card-bars.ts';
import { type CardText, cards } from '../../components/cards/cards.ts';
import { socialCard } from '../../components/cards/social-card.ts';
import { loadRecording } from '../../components/recorded/load-recording.ts';
import { loadExercises } from '../../exercises/definition/load.ts';

const BARS = 7;

export const getStaticPaths = (async () =>
  (await cards()).map((card) => ({ params: { card: card.name }, props: { card } }))) satisfies GetStaticPaths;

export const GET: APIRoute<{ readonly card: CardText }> = async ({ props: { card } }) =>
  new Response(await socialCard(card, cardBars(recordingOf(card), BARS)), {
    headers: { 'content-type': 'image/png' },
  });

/** A trace of the chapter's own that is small enough to be a picture. */
function recordingOf({ chapter }: CardText) {
  for (const { id } of loadExercises()) {
    if (!id.startsWith(`${chapter}/`)) continue;
    const recording = loadRecording(id);
    if (recording.feed.length < 200) return recording;
  }
  return loadRecording('first-request');
}
