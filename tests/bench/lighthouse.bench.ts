/**
 * Lighthouse's judgement of how fast the main pages are, on a phone of the middle class with a slow line. It works that out
 * from one visit on this machine, so a busy one costs points: take a quiet one. What it finds besides is held by
 * `tests/e2e/lighthouse.spec.ts`.
 */
import type { Result } from 'lighthouse';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { LIGHTHOUSE_PAGES, scoreOf, startLighthouse } from '../support/lighthouse.ts';
import { type Bench, type Figure, median } from './bench.ts';

const VISITS = 3;
/** By the name of the audit; thresholds are those of web.dev for "good". */
const METRICS = [
  { audit: 'largest-contentful-paint', name: 'largest contentful paint', unit: 'ms', budget: 2_500 },
  { audit: 'total-blocking-time', name: 'total blocking time', unit: 'ms', budget: 200 },
  { audit: 'cumulative-layout-shift', name: 'cumulative layout shift', unit: 'shift', budget: 0.1 },
] as const;

export const benches: readonly Bench[] = LIGHTHOUSE_PAGES.map((page) => ({
  name: `lighthouse: ${page}`,
  run: () => visits(page),
}));

async function visits(page: string): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const lighthouse = await startLighthouse();
  try {
    const seen: Result[] = [];
    for (let visit = 0; visit < VISITS; visit++)
      seen.push(await lighthouse.audit(server.url + page, ['performance'], 'speed'));
    const middle = (read: (result: Result) => number) => median(seen.map(read));
    return [
      {
        name: `lighthouse: ${page}, performance`,
        value: middle((result) => scoreOf(result, 'performance')),
        unit: 'points',
        better: 'higher',
        budget: 100,
      },
      ...METRICS.map(({ audit, name, unit, budget }) => ({
        name: `lighthouse: ${page}, ${name}`,
        value: middle((result) => result.audits[audit]?.numericValue ?? Number.NaN),
        unit,
        budget,
        better: 'lower' as const,
      })),
    ];
  } finally {
    await lighthouse.close();
    await server.close();
  }
}
