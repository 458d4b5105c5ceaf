/** The whole of `/explore/`: traces, one trace, metrics, logs, SQL, the receiver's log, import; over a demo server or over a file. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { createExploreModel, type ExploreModel } from './explore-model.ts';
import { ANOTHER_VIEW } from './explore-place.ts';
import { HealthView } from './health/health-view.tsx';
import { ImportView, openGiven, summary } from './import/import-view.tsx';
import { IngestView } from './ingest/ingest-view.tsx';
import { LogsView } from './logs/logs-view.tsx';
import { MetricsView } from './metrics/metrics-view.tsx';
import { QueryBox } from './parts/query-box.tsx';
import { StoreWords } from './parts/store-words.tsx';
import { SendOne, TeachServer, TeachTraces } from './parts/teach.tsx';
import { SqlView } from './sql/sql-view.tsx';
import { TracePane } from './trace/trace-pane.tsx';
import { QueryChart } from './traces/query-chart.tsx';
import { TraceList } from './traces/trace-list.tsx';
import { ViewLinks } from './view-links.tsx';

export function ExplorePage() {
  const model = useMemo(createExploreModel, []);
  const notice = useSignal('');
  const isDragged = useSignal(false);
  const reading = useSignal<AbortController | undefined>(undefined);
  const open = async (files: readonly File[], text: string) => {
    // A file opened later takes the place of the one that is still being read.
    reading.value?.abort();
    const own = new AbortController();
    reading.value = own;
    const say = (words: string) => {
      if (reading.value === own) notice.value = words;
    };
    await openGiven(model, files, text, say, own.signal);
    if (reading.value === own) reading.value = undefined;
  };
  const cancel = () => {
    reading.value?.abort();
    reading.value = undefined;
    notice.value = 'Cancelled: nothing of the file was opened.';
  };
  useEffect(() => model.connect(), [model]);
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        isDragged.value = true;
      },
      { signal },
    );
    addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) isDragged.value = false;
      },
      { signal },
    );
    addEventListener(
      'drop',
      (event) => {
        isDragged.value = false;
        // The timeline on show has taken it already.
        if (!hasFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        void open([...(event.dataTransfer?.files ?? [])], '');
      },
      { signal },
    );
    addEventListener(
      'paste',
      (event) => {
        const isTyping = event.target instanceof Element && event.target.closest('input, textarea') !== null;
        const files = [...(event.clipboardData?.files ?? [])];
        const text = event.clipboardData?.getData('text') ?? '';
        if (isTyping || event.defaultPrevented || (files.length === 0 && !/^\s*[[{]/.test(text))) return;
        event.preventDefault();
        void open(files, text);
      },
      { signal },
    );
    return () => gone.abort();
  }, [model]);

  const { view, traceId } = model.place.value;
  const file = model.file.value;
  // Read out once; to be seen it stands beside the views for as long as the file is open.
  const isSaidAbove = file !== undefined && notice.value === summary(file);
  return (
    <div class="explore not-content" data-dragged={isDragged.value || undefined}>
      <ViewLinks
        hrefOf={(name) => model.hrefOf({ view: name, ...ANOTHER_VIEW })}
        current={view}
        onChoose={(name) => model.go({ view: name, ...ANOTHER_VIEW })}
      >
        <SourceWords
          model={model}
          onClose={() => {
            notice.value = '';
          }}
        />
      </ViewLinks>
      <p class={isSaidAbove ? 'sr-only' : 'notice'} role="status">
        {notice.value}
      </p>
      {reading.value !== undefined && (
        <p class="words">
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </p>
      )}
      {view === 'traces' && traceId === '' && <QueryBox model={model} />}
      <Content model={model} open={open} />
    </div>
  );
}

function Content({
  model,
  open,
}: {
  readonly model: ExploreModel;
  readonly open: (files: readonly File[], text: string) => Promise<void>;
}) {
  const { view, traceId } = model.place.value;
  const source = model.source.value;
  if (view === 'import') return <ImportView model={model} open={open} />;
  if (source === undefined) return <TeachServer model={model} />;
  if (view === 'metrics') return <MetricsView model={model} source={source} />;
  if (view === 'server') return <HealthView model={model} source={source} />;
  if (view === 'ingest') return <IngestView model={model} source={source} />;
  if (view === 'logs') return <LogsView model={model} source={source} />;
  if (view === 'sql') return <SqlView model={model} source={source} />;
  if (traceId !== '') return <TracePane key={traceId} model={model} source={source} traceId={traceId} />;
  return <TracesView model={model} />;
}

function TracesView({ model }: { readonly model: ExploreModel }) {
  const { query, range } = model.place.value;
  const list = model.list.value;
  const chart = model.chart.value;
  const connection = model.connection.value;
  if (model.asked.value.type === 'metrics') {
    return chart === undefined ? (
      <p class="words">{model.trouble.value === '' ? 'Measuring.' : ''}</p>
    ) : (
      <>
        <QueryChart model={model} measured={chart} />
        {chart.older !== undefined && (
          <Further model={model} isLast={chart.older === 'never'}>
            Older spans were not measured.
          </Further>
        )}
      </>
    );
  }
  if (list === undefined && model.asked.value.type === 'wrong') return null;
  if (list === undefined)
    return <p class="words">{model.trouble.value === '' ? 'Asking for traces.' : ''}</p>;
  if (list.matched === 0 && query.trim() === '' && range === '') {
    return model.file.value === undefined ? (
      <TeachTraces model={model} />
    ) : (
      <p class="words">The file holds no spans.</p>
    );
  }
  return (
    <>
      {list.matched === 0 ? (
        <p class="words" role="status">
          No trace matches.{' '}
          {list.kept > 0 &&
            `${list.kept.toLocaleString('en')} were searched; one that matches later appears by itself.`}
        </p>
      ) : (
        <TraceList model={model} list={list} />
      )}
      {list.older !== undefined && <Further model={model}>Older traces were not looked at.</Further>}
      {model.file.value === undefined && connection.type === 'connected' && (
        <SendOne server={connection.server} />
      )}
    </>
  );
}

/** What was not looked at, and the way there. */
function Further({
  model,
  isLast = false,
  children,
}: {
  readonly model: ExploreModel;
  /** No more can be looked at for this question. */
  readonly isLast?: boolean;
  readonly children: string;
}) {
  return (
    <p class="words further">
      {children}{' '}
      {isLast ? (
        'More than a million spans and values are measured already: choose a time, or a narrower query.'
      ) : (
        <button
          type="button"
          aria-disabled={model.isLookingFurther.value}
          onClick={() => void model.lookFurther()}
        >
          {model.isLookingFurther.value ? 'Looking' : 'Look further back'}
        </button>
      )}
    </p>
  );
}

/** Which telemetry this is, and on a shared server, whose. */
function SourceWords({ model, onClose }: { readonly model: ExploreModel; readonly onClose: () => void }) {
  const file = model.file.value;
  const connection = model.connection.value;
  if (file !== undefined) {
    return (
      <span class="source">
        {summary(file)}{' '}
        <button
          type="button"
          onClick={() => {
            model.file.value = undefined;
            model.go({ query: '', traceId: '', spanId: '' });
            onClose();
          }}
        >
          Close the file
        </button>
      </span>
    );
  }
  // Its place is held, so that nothing below jumps when it is known.
  if (connection.type !== 'connected') return <span class="source" />;
  if (model.isAway.value)
    return (
      <span class="source" role="status">
        The demo server does not answer. What you see is what it said last; the page goes on by itself when it
        is back.
      </span>
    );
  return (
    <span class="source">
      {connection.server.mode === 'in-browser' ? 'From the demo server in this page.' : scopeWords(model)}{' '}
      {model.source.value && <StoreWords source={model.source.value} />}
    </span>
  );
}

/** Only a list of traces says it: before there is one, nobody is told that all is theirs. */
function scopeWords({ list, rooms }: ExploreModel): string {
  switch (list.value?.scope) {
    case 'own':
      return `This server is shared: you see what this browser caused, ${rooms.value.length > 0 ? 'what phones caused in your rooms, ' : ''}and what programs sent in.`;
    case 'everything':
      return 'Everything this server holds: it listens on this machine only.';
    case undefined:
      return '';
  }
}
