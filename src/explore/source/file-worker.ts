/**
 * The worker that reads a file and is then asked about it: it keeps a copy of the spans, so that a search of a million of
 * them takes nothing from the page. One question at a time: a new one ends the one before.
 */
import { type PostToPage, readForPage } from '../../timeline/open/read-for-page.ts';
import { inSlices } from '../../timeline/search/in-slices.ts';
import { SpanTable } from '../../trace/model/span-table.ts';
import type { FromFileWorker, ToFileWorker } from './file-messages.ts';
import { answerOf, type FileAnswer, type FileQuestion } from './file-questions.ts';

interface Scope {
  readonly postMessage: PostToPage & ((message: FromFileWorker) => void);
  onmessage: ((event: { readonly data: ToFileWorker }) => void) | null;
}
const scope = globalThis as unknown as Scope;

/** So long a new question waits for its turn. */
const SLICE_MS = 30;
/** So many traces are copied within a few milliseconds. */
const PORTION = 1_000;

let table = new SpanTable();
let giveUp = () => {};

scope.onmessage = ({ data }) => {
  if (data.type === 'read') {
    void readForPage(
      data.sources,
      (message, transfer) => scope.postMessage(message, transfer),
      ({ packed }) => {
        table = new SpanTable(packed);
        return structuredClone(packed);
      },
    );
    return;
  }
  giveUp();
  giveUp = data.type === 'ask' ? answer(data.id, data.question) : () => {};
};

function answer(id: number, question: FileQuestion): () => void {
  return inSlices(answerOf(question, table), SLICE_MS, (found) => {
    for (const message of messagesOf(id, found)) scope.postMessage(message);
  });
}

function* messagesOf(id: number, answer: FileAnswer): Iterable<FromFileWorker> {
  if (answer.type !== 'list') {
    yield { type: 'answer', id, answer };
    return;
  }
  const { traces } = answer.list;
  for (let from = 0; from < traces.length; from += PORTION) {
    yield { type: 'traces', id, traces: traces.slice(from, from + PORTION) };
  }
  yield { type: 'answer', id, answer: { ...answer, list: { ...answer.list, traces: [] } } };
}
