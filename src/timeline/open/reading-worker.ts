/** The worker that reads files: a thread of its own, so that the page goes on while a million spans are taken apart. */
import { type PostToPage, readForPage } from './read-for-page.ts';
import type { ToWorker } from './reading-messages.ts';

interface Scope {
  readonly postMessage: PostToPage;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { sources } }) => {
  void readForPage(
    sources,
    (message, transfer) => scope.postMessage(message, transfer),
    ({ packed }) => packed,
  );
};
