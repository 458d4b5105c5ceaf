/** What Lighthouse finds on the main pages: how they can be reached, what a browser complains of, what search engines read. */
import { expect, test } from '@playwright/test';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { pageFiles } from '../../scripts/page-files.ts';
import {
  EXCEPTIONS,
  failuresOf,
  LIGHTHOUSE_PAGES,
  type LighthouseRun,
  STEADY_CATEGORIES,
  scoreOf,
  startLighthouse,
} from '../support/lighthouse.ts';
import { liveOnly, onSite } from './host.ts';

let run: LighthouseRun;
test.beforeAll(async () => {
  run = await startLighthouse();
});
test.afterAll(() => run.close());

const address = (page: string) => new URL(onSite(page), test.info().project.use.baseURL).href;

/** A host of files is asked about two of them: the others are the same files. */
const ON_FILES: readonly string[] = ['/', '/dev/'];

for (const page of LIGHTHOUSE_PAGES) {
  const details = ON_FILES.includes(page) ? {} : liveOnly('the same files are asked about there');
  test(`Lighthouse has nothing to say against ${page}`, details, async () => {
    const result = await run.audit(address(page), STEADY_CATEGORIES);
    // The deck says besides on which slide it is.
    expect(result.finalDisplayedUrl.split('#')[0]).toBe(address(page));
    for (const category of STEADY_CATEGORIES) {
      const exception = EXCEPTIONS.find((one) => one.page === page && one.category === category);
      if (exception) expect(scoreOf(result, category), exception.because).toBe(exception.score);
      else {
        expect(failuresOf(result, category)).toEqual([]);
        expect(scoreOf(result, category), category).toBe(100);
      }
    }
  });
}

test(
  'a chapter loads no script at first that its budget does not count',
  liveOnly('budgets are of its files'),
  async ({ page }) => {
    const loaded = new Set<string>();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') loaded.add(new URL(request.url()).pathname.slice(1));
    });
    await page.goto(onSite('/dev/'), { waitUntil: 'networkidle' });
    const counted = new Set(pageFiles(SITE_DIR, 'dev/index.html').scripts);
    expect(loaded.size).toBeGreaterThan(10);
    expect([...loaded].filter((script) => !counted.has(script))).toEqual([]);
  },
);
