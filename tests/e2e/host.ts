/**
 * What serves the pages of this run: the live server at the root of an address, or a host of files below a path, where
 * the demo server runs in the page. Specs say addresses with `onSite` and so hold on both.
 */
import { type TestDetails, test } from '@playwright/test';

export type HostMode = 'live' | 'in-browser';

/** Where the telemetry of this run comes from, unless a test says otherwise. */
export function hostMode(): HostMode {
  return test.info().project.metadata['mode'] === 'in-browser' ? 'in-browser' : 'live';
}

/** What the header calls it. */
export const hostWords = (): string => (hostMode() === 'live' ? 'Live server' : 'In your browser');

export const siteOrigin = (): string => new URL(test.info().project.use.baseURL ?? '').origin;

/** The address of a page, by its path from the root of the site; relative, for the site may stand below a path. */
export const onSite = (path: string): string => `.${path}`;

/** For tests that a host of files cannot hold; the reason is in the report. */
export const liveOnly = (reason: string): TestDetails => ({
  tag: '@live',
  annotation: { type: 'needs the live server', description: reason },
});

/** For tests that ask what only a host of files has. */
export const staticOnly = (reason: string): TestDetails => ({
  tag: '@static',
  annotation: { type: 'needs a host of files', description: reason },
});
