/**
 * `GET /metrics`: what all services of this server and its process measure, for Prometheus, in one scrape. Figures only of
 * the demo server itself; what was received is asked for under `/api/metrics`.
 *
 * How much memory a server has and how many people use it is nobody's business but its owner's: where only this machine
 * reaches it, everybody may ask; elsewhere whoever has the presenter's token, as `Authorization: Bearer`.
 */
import { Hono } from 'hono';
import { errorAnswer } from '../error-answer.ts';
import { presenterClaim } from '../rooms/presenter-token.ts';
import type { OwnSignals } from '../store/own-signals.ts';
import type { Audience } from '../store/viewer.ts';
import { CONTENT_TYPE, exposition, formatFor } from './exposition.ts';
import { metricFamilies } from './families.ts';

export interface PrometheusOptions {
  readonly audience: Audience;
  readonly presenterToken: string | undefined;
}

export function prometheusRoutes(
  { readMetrics, exemplars }: Pick<OwnSignals, 'readMetrics' | 'exemplars'>,
  { audience, presenterToken }: PrometheusOptions,
): Hono {
  return new Hono().get('/metrics', async (c) => {
    const isOwner = presenterClaim(c.req.header('authorization'), presenterToken) === 'presenter';
    if (audience !== 'everyone' && !isOwner) return refuse();
    const format = formatFor(c.req.header('accept'));
    return c.body(exposition(metricFamilies(await readMetrics(), exemplars), format), 200, {
      'content-type': CONTENT_TYPE[format],
      'cache-control': 'no-store',
      vary: 'accept',
    });
  });
}

function refuse(): Response {
  const answer = errorAnswer(
    401,
    'presenter-only',
    'Other machines reach this server: its figures are for who runs it.',
    'Scrape with the presenter token as a Bearer token; npm start takes it from PRESENTER_TOKEN.',
  );
  answer.headers.set('www-authenticate', 'Bearer');
  return answer;
}
