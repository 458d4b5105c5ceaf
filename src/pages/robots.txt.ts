/** Everything may be read; the sitemap exists where the site knows its address. */
import type { APIRoute } from 'astro';
import { siteHref } from '../components/course/site-href.ts';

export const GET: APIRoute = ({ site }) => {
  const sitemap = site ? [`Sitemap: ${new URL(siteHref('/sitemap-index.xml'), site).href}`] : [];
  return new Response(['User-agent: *', 'Allow: /', ...sitemap, ''].join('\n'));
};
