/** Chromium for what measures or proves something outside the test runner: `CHROMIUM_PATH`, or Playwright's own. */
import { type Browser, chromium } from 'playwright';

/** `debuggingPort`: where another program may steer it, besides the caller. */
export const launchChromium = ({
  debuggingPort,
}: {
  readonly debuggingPort?: number;
} = {}): Promise<Browser> =>
  chromium.launch({
    ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ],
  });
