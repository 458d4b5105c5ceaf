/** What others show when a page is linked: a picture for each page of the course. */
import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { onSite } from './host.ts';

const names = (folder: string) =>
  readdirSync(`content/${folder}`)
    .filter((file) => file.endsWith('.mdx'))
    .map((file) => file.replace('.mdx', ''));
const CARDS = ['home', ...names('chapters'), ...names('guides').map((guide) => `guides-${guide}`)];
const PNG_SIGNATURE = '89504e470d0a1a0a';

for (const card of CARDS) {
  test(`${card} has a picture of 1200 x 630 for those who link to it`, async ({ request }) => {
    const response = await request.get(onSite(`/cards/${card}.png`));
    expect(response.status()).toBe(200);
    const png = await response.body();
    expect(png.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(png.length).toBeLessThan(300_000);
  });
}
