/** Opens files: picked, pasted, or dropped anywhere on the page. What was left out of them is told, kind by kind. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Progress, progressSentence } from '../../timeline/open/read-files.ts';
import type { ExploreModel } from '../explore-model.ts';
import { countText } from '../parts/words.ts';
import { KNOWN_FORMATS, type OpenedFile, openFiles, openText } from './open-files.ts';

export type OpenGiven = (files: readonly File[], text: string) => Promise<void>;

/** Reads what was given and shows it; the words of how it goes come back one by one. */
export async function openGiven(
  model: ExploreModel,
  files: readonly File[],
  text: string,
  say: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (files.length === 0 && text.trim() === '') return;
  say('Reading.');
  try {
    const progress = (how: Progress) => say(progressSentence(how));
    const options = { progress, signal };
    const file = await (files.length > 0 ? openFiles(files, options) : openText(text, options));
    show(model, file);
    say(summary(file));
  } catch (error) {
    if (signal.aborted) return;
    say(`It could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(model: ExploreModel, file: OpenedFile): void {
  const { table } = file;
  const { columns, strings } = table;
  model.file.value = file;
  if (table.spanCount + table.logs.length + table.metrics.length === 0) {
    model.go({ view: 'import', query: '', traceId: '', spanId: '' });
    return;
  }
  const first = columns.traceId[0];
  let isOne = table.spanCount > 0;
  for (let span = 1; span < table.spanCount && isOne; span++) isOne = columns.traceId[span] === first;
  const view = table.spanCount > 0 ? 'traces' : table.logs.length > 0 ? 'logs' : 'metrics';
  model.go({ view, query: '', traceId: isOne && first !== undefined ? strings.get(first) : '', spanId: '' });
}

export function summary({ name, table, reports }: OpenedFile): string {
  const leftOut = reports
    .flatMap(({ issues }) => issues)
    .filter(({ kept }) => !kept)
    .reduce((sum, { count }) => sum + count, 0);
  const held = [
    [table.spanCount, 'span'],
    [table.logs.length, 'log record'],
    [table.metrics.length, 'instrument'],
  ] as const;
  const counts = held.filter(([count]) => count > 0).map(([count, noun]) => countText(count, noun));
  const words = `${name}: ${counts.join(', ') || 'no telemetry'}`;
  return leftOut === 0
    ? `${words}.`
    : `${words}; ${countText(leftOut, 'part')} could not be read, see Import.`;
}

export function ImportView({ model, open }: { readonly model: ExploreModel; readonly open: OpenGiven }) {
  const text = useSignal('');
  const picker = useRef<HTMLInputElement>(null);
  const file = model.file.value;
  return (
    <div class="import">
      <h2>Open a file</h2>
      <p>{KNOWN_FORMATS}. It is read in this browser and sent nowhere. Drop it anywhere on this page, or:</p>
      <p>
        <button type="button" class="primary" onClick={() => picker.current?.click()}>
          Choose files
        </button>
        <input
          type="file"
          multiple
          hidden
          ref={picker}
          aria-label="Files with telemetry"
          onChange={({ currentTarget }) => {
            void open([...(currentTarget.files ?? [])], '');
            currentTarget.value = ''; // the same file may be chosen again
          }}
        />
      </p>
      <label class="paste">
        <span>Or paste it here</span>
        <textarea
          rows={6}
          spellcheck={false}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </label>
      <p>
        <button type="button" disabled={text.value.trim() === ''} onClick={() => void open([], text.value)}>
          Open the pasted text
        </button>
      </p>
      {file !== undefined && <Report file={file} />}
    </div>
  );
}

function Report({ file }: { readonly file: OpenedFile }) {
  return (
    <section aria-labelledby="report-title">
      <h2 id="report-title">What was read</h2>
      {file.reports.map(({ file: name, formats, spans, logs, metrics, issues }) => (
        <div class="report" key={name}>
          <h3>{name}</h3>
          <p>
            {formats.join(', ') || 'No format that is known'}: {countText(spans, 'span')},{' '}
            {countText(logs, 'log record')}, {countText(metrics, 'metric')}.
          </p>
          {issues.length > 0 && (
            <ul>
              {issues.map(({ type, kept, count, examples }) => (
                <li key={`${type} ${kept}`}>
                  {count.toLocaleString('en')} × {kept ? 'kept, with a fault' : 'left out'}:{' '}
                  {examples[0]?.message}
                  {examples[0]?.place && <code> {examples[0].place}</code>}
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </section>
  );
}
