/**
 * A room, with all who are in it: a wall, and phones that each have a browser of their own. They meet on the server alone.
 */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { barriers } from './barriers.ts';
import { hostMode, liveOnly, onSite, siteOrigin, staticOnly } from './host.ts';

const TOKEN = 'the-token-of-the-tests';
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const needsServer = liveOnly('a room needs the live server');

async function openWall(page: Page): Promise<string> {
  await page.goto(onSite(`/present/wall/?token=${TOKEN}`));
  // The token is for this browser, and not for whoever reads the wall.
  await expect(page).toHaveURL(/\/present\/wall\/$/);
  await page.getByRole('button', { name: 'Open a room' }).click();
  const code = page.locator('.wall-code');
  await expect(code).toHaveText(/^[A-Z0-9]{4}$/);
  return (await code.textContent()) ?? '';
}

async function joinAs(browser: Browser, code: string): Promise<Page> {
  const { baseURL } = test.info().project.use;
  const context = await browser.newContext({ ...PHONE, ...(baseURL !== undefined && { baseURL }) });
  const page = await context.newPage();
  await page.goto(onSite(`/join/?room=${code}`));
  await expect(page.locator('.phone-room')).toContainText(/phone \d/);
  return page;
}

async function goTo(page: Page, code: string, section: string): Promise<void> {
  const answer = await page.request.put(`${siteOrigin()}/api/rooms/${code}/state`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    data: { section, step: 0, black: false },
  });
  expect(answer.status()).toBe(204);
}
const shown = (phone: Page) => phone.locator('[data-section]:not([hidden])');

test(
  'phones follow, roam and return; what they tap and answer is on the wall',
  needsServer,
  async ({ page, browser }) => {
    const code = await openWall(page);
    const phones = [await joinAs(browser, code), await joinAs(browser, code), await joinAs(browser, code)];
    const [follower, roamer, tapper] = phones as [Page, Page, Page];
    await expect(page.locator('[data-phones]')).toHaveText('3 phones');

    await goTo(page, code, 'recap-1');
    for (const phone of phones) await expect(shown(phone)).toHaveAttribute('data-section', 'recap-1');
    await roamer.getByRole('button', { name: 'Next slide' }).click();
    const own = await shown(roamer).getAttribute('data-section');
    await goTo(page, code, 'dev-1');
    await expect(shown(follower)).toHaveAttribute('data-section', 'dev-1');
    await expect(shown(roamer)).toHaveAttribute('data-section', own ?? '');
    await roamer.getByRole('button', { name: 'Return to the speaker' }).click();
    await expect(shown(roamer)).toHaveAttribute('data-section', 'dev-1');

    await tapper.getByRole('button', { name: 'Leak' }).click();
    await expect(tapper.locator('[data-tap-state="served"]')).toContainText(
      /answered in .+, trace [0-9a-f]{6}/,
    );
    await expect(page.locator('[data-total="taps-served"] dd')).toHaveText('1');
    await expect(page.getByRole('row', { name: /room.*POST \/rooms\/:code\/taps/ })).toBeVisible();

    await page.getByRole('button', { name: 'Ask the room' }).click();
    await tapper.locator('.poll button').first().click();
    await expect(page.locator('.poll-count').first()).toHaveText('1');
    for (const each of [page, tapper]) expect(await barriers(each)).toEqual([]);

    // The speaker's page goes, and comes back to the same room.
    await page.goto('about:blank');
    await expect(follower.getByRole('status').first()).toContainText('away');
    await page.goto(onSite('/present/wall/'));
    await expect(page.locator('.wall-code')).toHaveText(code);
    await expect(follower.getByRole('status').first()).toContainText('Following');
    await page.getByRole('button', { name: 'End the room' }).click();
    await expect(follower.getByRole('status').first()).toContainText('ended this room');
    for (const phone of phones) await phone.context().close();
  },
);

test(
  'the speaker leads the deck, and through the room the phones',
  needsServer,
  async ({ page, browser }) => {
    await page.goto(onSite(`/present/speaker/?token=${TOKEN}`));
    await page.getByRole('button', { name: 'Open a room' }).click();
    const code = (await page.locator('.room-who b').textContent()) ?? '';
    const phone = await joinAs(browser, code);
    await page.keyboard.press('ArrowRight');
    await expect(shown(phone)).toHaveAttribute('data-section', 'recap-0');
    const deck = await page.context().newPage();
    await deck.goto(onSite('/present/'));
    await expect(deck.locator('body')).toHaveAttribute('data-slide', 'recap/0');
    await deck.keyboard.press('w');
    await expect(deck.locator('.wall-code')).toHaveText(code);
    // The room over the slides, and its panel beside the notes, with the picture to be scanned.
    for (const each of [deck, page]) expect(await barriers(each)).toEqual([]);
    // Nothing opens below it.
    await deck.keyboard.press('Escape');
    await expect(deck.locator('.wall-code')).toBeHidden();
    await expect(deck.locator('body')).not.toHaveAttribute('data-overview');
    await deck.keyboard.press('ArrowRight');
    await expect(shown(phone)).toHaveAttribute('data-section', 'recap-1');
    await page.getByRole('button', { name: 'End the room' }).click();
    await expect(phone.getByRole('status').first()).toContainText('ended this room');
    await phone.context().close();
  },
);

test(
  'a deck that the browser kept and brings back leads the phones again',
  needsServer,
  async ({ page, browser }) => {
    const code = await openWall(page);
    const phone = await joinAs(browser, code);
    const deck = await page.context().newPage();
    await deck.goto(onSite('/present/'));
    await expect(deck.locator('body')).toHaveAttribute('data-slide', 'talk/0');
    await deck.keyboard.press('ArrowRight');
    await expect(shown(phone)).toHaveAttribute('data-section', 'recap-0');
    await deck.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await deck.keyboard.press('ArrowRight');
    await expect(shown(phone)).toHaveAttribute('data-section', 'recap-1');
    await phone.context().close();
  },
);

test('a wrong token opens nothing, and says so', needsServer, async ({ page }) => {
  await page.goto(onSite('/present/wall/?token=nonsense'));
  await page.getByRole('button', { name: 'Open a room' }).click();
  await expect(page.getByRole('alert')).toContainText('not the presenter’s token');
});

test(
  'without a server the slides are there to read, and the page says why there is no room',
  staticOnly('a live server has rooms'),
  async ({ page }) => {
    expect(hostMode()).toBe('in-browser');
    await page.goto(onSite('/join/?room=BCD3'));
    await expect(page.getByRole('status').first()).toContainText('A room needs the live server');
    await expect(shown(page)).toHaveCount(1);
  },
);
