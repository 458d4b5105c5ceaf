import { defineConfig } from '@playwright/test';

const port = Number(process.env['E2E_PORT'] ?? 4399);
const root = Boolean(process.getuid?.() === 0);

/** One real Chromium against the real server; the command that runs it has built the site and found the browser. */
export default defineConfig({
  testDir: 'tests/e2e',
  workers: 1,
  retries: 0,
  // Bounds, not budgets: a machine that is busy is slow, and speed is the bench's to judge.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  // What only a host of files has is asked by playwright.static.config.ts.
  grepInvert: /@static/,
  metadata: { mode: 'live' },
  reporter: [['line'], ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['json'] as const] : [])],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
      args: [
        ...(root ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
      ],
    },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: 'node scripts/start.ts',
    url: `http://127.0.0.1:${port}/api/health`,
    env: { PORT: String(port), PRESENTER_TOKEN: 'the-token-of-the-tests', DATA_DIR: 'memory' },
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
