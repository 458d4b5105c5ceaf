/**
 * What others wrote and this project ships: which exact package it is, and under which terms. Whether a weakness of one has
 * become known since is for the registry to say (`.github/workflows/ci.yml`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Manifest {
  readonly license?: string;
  /** As packages said it before there was `license`. */
  readonly licenses?: readonly { readonly type: string }[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Locked extends Manifest {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest: Manifest = read('package.json');
const { packages }: { packages: Readonly<Record<string, Locked>> } = read('package-lock.json');
const { '': root, ...locked } = packages;

/** Terms that ask for no more than to be named. */
const FREE = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
];
/** Others, each with what makes it fit. */
const FITTING: Readonly<Record<string, { readonly packages: RegExp; readonly because: string }>> = {
  'MPL-2.0': {
    packages: /^(?:satori|lightningcss.*)$/,
    because: 'used by the build as it comes, not changed',
  },
  'LGPL-3.0-or-later': {
    packages: /^@img\/sharp-/,
    because: 'a library of its own beside sharp, used by the build',
  },
  'OFL-1.1': { packages: /^@fontsource/, because: 'fonts may be served with a site' },
  'Python-2.0': { packages: /^argparse$/, because: 'free; one of its kind in the tree' },
  'CC-BY-4.0': { packages: /^caniuse-lite$/, because: 'data for the build, which names its source' },
};

/** What is not on a list, in words. Terms joined by AND must all fit, of those joined by OR one. */
function misfit(name: string, terms: string | undefined): string | undefined {
  const fits = (term: string) => FREE.includes(term) || FITTING[term]?.packages.test(name) === true;
  const alternatives = terms?.replace(/[()]/g, '').split(' OR ') ?? [];
  if (alternatives.some((all) => all.split(' AND ').every(fits))) return undefined;
  return `${name}: ${terms ?? 'no license'}`;
}
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** From the package itself where it is installed: builds for other machines are in the lock alone. */
function termsOf(place: string, entry: Locked): string | undefined {
  const { license, licenses } = existsSync(`${place}/package.json`)
    ? (read(`${place}/package.json`) as Manifest)
    : entry;
  return license ?? licenses?.map(({ type }) => type).join(' OR ');
}

test('a dependency is one exact version, and the lock file means the same', () => {
  const named = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual(
    [],
  );
  expect({ ...root?.dependencies, ...root?.devDependencies }).toEqual(named);
  const other = Object.entries(named).filter(
    ([name, version]) => locked[`node_modules/${name}`]?.version !== version,
  );
  expect(other).toEqual([]);
});

test('of every package in the lock file it is known what it has to be, bit by bit', () => {
  const places = Object.entries(locked);
  expect(places.length).toBeGreaterThan(500);
  expect(
    places.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([place]) => place),
  ).toEqual([]);
});

test('what is shipped may be: its terms are on the list', () => {
  const shipped = Object.entries(locked).filter(([, { dev }]) => dev !== true);
  expect(shipped.length).toBeGreaterThan(300);
  expect(shipped.flatMap(([place, entry]) => misfit(nameOf(place), termsOf(place, entry)) ?? [])).toEqual([]);
});

test.each([
  ['some', 'GPL-3.0-only', 'some: GPL-3.0-only'],
  ['some', undefined, 'some: no license'],
  ['some', 'MPL-2.0', 'some: MPL-2.0'],
  ['some', 'MIT AND GPL-2.0-only', 'some: MIT AND GPL-2.0-only'],
  ['some', '(GPL-2.0-only OR MIT)', undefined],
  ['satori', 'MPL-2.0', undefined],
])('of %s under %s is said: %s', (name, terms, said) => {
  expect(misfit(name, terms)).toBe(said);
});
