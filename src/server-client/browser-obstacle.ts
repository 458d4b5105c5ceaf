/** What a browser must have to run the demo server itself; named in the words of the page when it lacks one. */
const NEEDED = {
  Worker: 'it has no Web Workers.',
  WebAssembly: 'it has no WebAssembly.',
  DecompressionStream: 'it cannot decompress what it fetches (DecompressionStream).',
} as const;

export function browserObstacle(browser: object): string | undefined {
  for (const [name, words] of Object.entries(NEEDED)) {
    if (typeof Reflect.get(browser, name) === 'undefined') return words;
  }
  return undefined;
}
