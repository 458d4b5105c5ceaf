/**
 * The server of a talk is stopped in the middle and started again, with the same token: wall, speaker's view and phone find
 * each other by themselves. The server is one of this test's own.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { liveOnly } from './host.ts';

const TOKEN = 'the-same-before-and-after';
const start = (port: number): Promise<NodeServer> =>
  startNodeServer({ port, siteDir: SITE_DIR, presenterToken: TOKEN });
const shown = (phone: Page) => phone.locator('[data-section]:not([hidden])');

test(
  'after a restart of the server the room is open again under its code, and phones follow',
  liveOnly('a room needs the live server'),
  async ({ browser }) => {
    let server = await start(0);
    const { url } = server;
    const contexts: BrowserContext[] = [];
    const pageAt = async (path: string) => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(url + path);
      return page;
    };
    try {
      const speaker = await pageAt(`/present/speaker/?token=${TOKEN}`);
      await speaker.getByRole('button', { name: 'Open a room' }).click();
      const code = (await speaker.locator('.room-who b').textContent()) ?? '';
      const wall = await speaker.context().newPage();
      await wall.goto(`${url}/present/wall/`);
      await wall.getByRole('button', { name: 'Ask the room' }).click();
      const phone = await pageAt(`/join/?room=${code}`);
      await speaker.keyboard.press('ArrowRight');
      await expect(shown(phone)).toHaveAttribute('data-section', 'recap-0');
      await phone.locator('.poll button').first().click();

      await server.close();
      await expect(phone.getByRole('status').first()).toContainText('line is lost');
      server = await start(Number(new URL(url).port));
      await expect(phone.getByRole('status').first()).toContainText('Following', { timeout: 30_000 });
      await expect(wall.locator('.wall-code')).toHaveText(code);
      await expect(shown(phone)).toHaveAttribute('data-section', 'recap-0');
      await speaker.keyboard.press('ArrowRight');
      await expect(shown(phone)).toHaveAttribute('data-section', 'recap-1');
      // The question is asked again; the votes went with the server.
      await expect(wall.locator('.poll-count').first()).toHaveText('0');
      await phone.locator('.poll button').last().click();
      await expect(wall.locator('.poll-count').last()).toHaveText('1');
      await phone.getByRole('button', { name: 'Lock' }).click();
      await expect(phone.locator('[data-tap-state="served"]')).toContainText('locked');
    } finally {
      for (const context of contexts) await context.close();
      await server.close();
    }
  },
);
