/** SECURITY.md says where a threat is met and which test proves it; both are there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync('SECURITY.md', 'utf8');
const rows = text
  .slice(text.indexOf('## Threats'), text.indexOf('## The policy'))
  .split('\n')
  .filter((line) => line.startsWith('| **'));

test('every threat names the code that meets it and a test', () => {
  expect(rows.length).toBeGreaterThan(12);
  for (const row of rows) {
    const [, threat = '', met = '', proven = ''] = row.split(/(?<!\\)\|/);
    expect(met, threat).toMatch(/`(?:src|demo-server|scripts)\/[^`]+`/);
    expect(proven, threat).toMatch(/`tests\/[^`]+\.ts`/);
  }
});

test('every bound says what happens beyond it, and names a test', () => {
  const bounds = text
    .slice(text.indexOf('## What is bounded'), text.indexOf('## What is not met'))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  expect(bounds.length).toBeGreaterThan(25);
  for (const row of bounds) {
    const [, what = '', bound = '', beyond = '', proven = ''] = row.split(/(?<!\\)\|/);
    expect(bound, what).toMatch(/\d|two|twelve/);
    expect(beyond.trim(), what).not.toBe('');
    expect(proven, what).toMatch(/`tests\/[^`]+\.ts`/);
  }
});

test('what is named is there, and so is each test by its words', () => {
  for (const [, path = ''] of text.matchAll(/`((?:src|demo-server|scripts|tests)\/[^`]+)`/g))
    expect(existsSync(path), path).toBe(true);
  for (const [, path = '', title = ''] of text.matchAll(/`(tests\/[^`]+)`: "((?:[^"]|"untrusted")+)"/g))
    expect(readFileSync(path, 'utf8'), path).toContain(title);
});
