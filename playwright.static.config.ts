/**
 * The same suite on the static build: files below a path, no demo server anywhere. nginx serves them by the very recipe
 * that the hosting guide shows; where nginx is missing, the project's own dumb host does.
 */
import { defineConfig } from '@playwright/test';
import live from './playwright.config.ts';
import { STATIC_BASE } from './scripts/static-site.ts';

const port = Number(process.env['E2E_PORT'] ?? 4398);
const address = `http://127.0.0.1:${port}${STATIC_BASE}`;

export default defineConfig({
  ...live,
  grepInvert: /@live/,
  // The timeline brings a page of its own, and programs are compared between runtimes: the host makes no difference.
  testIgnore: /(timeline.*|programs)\.spec\.ts$/,
  metadata: { mode: 'in-browser' },
  use: { ...live.use, baseURL: address },
  webServer: {
    command: 'node scripts/static-site.ts',
    url: address,
    env: { PORT: String(port) },
    reuseExistingServer: false,
    timeout: 240_000,
  },
});
