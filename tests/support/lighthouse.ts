/** Lighthouse on a page of the built site, in a Chromium of its own. It asks nobody but the page's host, and reports to nobody. */
import lighthouse, { type Result } from 'lighthouse';
import { freePort } from '../../scripts/free-port.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';

export const LIGHTHOUSE_PAGES = ['/', '/dev/', '/present/', '/explore/'] as const;
/** What the same page always gets the same score for. Speed is for `npm run bench`: it depends on the machine. */
export const STEADY_CATEGORIES = ['accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof STEADY_CATEGORIES)[number];

interface Exception {
  readonly page: string;
  readonly category: Category;
  readonly score: number;
  readonly because: string;
}
/** Every page scores 100, but for what stands here with its reason. */
export const EXCEPTIONS: readonly Exception[] = [];

export interface LighthouseRun {
  /** `speed`: as on a phone of the middle class on a slow line, which Lighthouse works out from what it saw. */
  audit(url: string, categories: readonly string[], conditions?: 'speed'): Promise<Result>;
  close(): Promise<void>;
}

export async function startLighthouse(): Promise<LighthouseRun> {
  const port = await freePort();
  const browser = await launchChromium({ debuggingPort: port });
  return {
    async audit(url, categories, conditions) {
      const answer = await lighthouse(url, {
        port,
        logLevel: 'silent',
        onlyCategories: [...categories],
        disableFullPageScreenshot: true,
        throttlingMethod: conditions === 'speed' ? 'simulate' : 'provided',
      });
      if (!answer) throw new Error(`Lighthouse has no answer for ${url}.`);
      const { lhr } = answer;
      if (lhr.runtimeError)
        throw new Error(`Lighthouse could not look at ${url}: ${lhr.runtimeError.message}`);
      return lhr;
    },
    close: () => browser.close(),
  };
}

/** 0 to 100, as people say it. */
export const scoreOf = ({ categories }: Result, category: string): number =>
  Math.round((categories[category]?.score ?? 0) * 100);

/** What takes points from a category, with what Lighthouse has to say about it. */
export const failuresOf = ({ categories, audits }: Result, category: string): string[] =>
  (categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = audits[id];
    if (weight === 0 || !audit || audit.score === null || audit.score === 1) return [];
    const places = JSON.stringify(audit.details && 'items' in audit.details ? audit.details.items : '');
    return [`${category}, ${audit.title}: ${places.slice(0, 500)}`];
  });
