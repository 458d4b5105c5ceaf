/** Hands the reader a file that the page has made. */
const KEPT_MS = 60_000;

export function saveJsonFile(name: string, json: string): void {
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // A browser that asks where to put it reads it only then.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
