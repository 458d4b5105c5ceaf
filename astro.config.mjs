// Wiring only: which integrations, which addresses, which of our components stand in for Starlight's.
import { fileURLToPath } from 'node:url';
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { devProxy } from './scripts/dev-proxy.ts';
import { codeThemes } from './src/styles/code-theme.ts';

// The build tools' own usage reporting stays off, however the build is started.
process.env.ASTRO_TELEMETRY_DISABLED = '1';

const { SITE_URL, BASE_PATH, DEMO_SERVER_URL } = process.env;
const module = (name) => fileURLToPath(new URL(`./src/components/${name}`, import.meta.url));
const component = (name) => `./src/components/shell/${name}.astro`;

export default defineConfig({
  ...(SITE_URL ? { site: SITE_URL } : {}),
  base: BASE_PATH || '/',
  trailingSlash: 'ignore',
  // Styles and scripts are files, never inline: a content security policy can be strict, and pages share them.
  build: { inlineStylesheets: 'never' },
  // Keeps the space between two words on two lines, as HTML does.
  compressHTML: true,
  vite: {
    build: { assetsInlineLimit: 0 },
    // Astro names all pages below `src/`; the example of the timeline is a page of somebody else.
    optimizeDeps: { entries: ['!src/timeline/example/**'] },
    resolve: {
      alias: [{ find: /^@pagefind\/default-ui$/, replacement: module('shell/search-when-opened.ts') }],
    },
    // `astro dev` beside a demo server: the page asks its own origin, as it does behind `npm start`.
    ...(DEMO_SERVER_URL ? { server: { proxy: devProxy(DEMO_SERVER_URL) } } : {}),
  },
  integrations: [
    starlight({
      title: 'Telemetry-Driven Development',
      description:
        'An interactive workshop in which the telemetry itself decides whether an exercise is solved.',
      favicon: '/favicon.svg',
      disable404Route: true,
      pagination: false,
      credits: false,
      customCss: ['./src/styles/site.css'],
      markdown: { processedDirs: ['./content'] },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      // Long lines wrap: nothing is cut off on a phone, and no block needs to scroll sideways.
      expressiveCode: { themes: codeThemes, defaultProps: { wrap: true } },
      components: {
        Head: component('Head'),
        Header: component('Header'),
        Sidebar: component('Sidebar'),
        MobileMenuFooter: component('Nothing'),
        PageTitle: component('PageTitle'),
        TwoColumnContent: component('TwoColumnContent'),
        ThemeProvider: component('ThemeProvider'),
        ThemeSelect: component('ThemeToggle'),
        Footer: component('Footer'),
      },
    }),
    // Links and tables go through our components; all other static text may be joined into plain HTML.
    mdx({ optimize: { ignoreElementNames: ['a', 'table'] } }),
    preact(),
  ],
});
