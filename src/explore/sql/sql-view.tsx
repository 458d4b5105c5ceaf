/** SQL over what the page holds: a statement, its rows as a table and as a picture. DuckDB comes with the first question. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CodeEditor } from '../../exercises/code/editor/code-editor.ts';
import { AnswerTable } from '../../sql/view/answer-table.tsx';
import { Chart } from '../charts/chart.tsx';
import type { ExploreModel } from '../explore-model.ts';
import { countText } from '../parts/words.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { SQL_EXAMPLES } from './examples.ts';
import { chartOf, type RowsChart } from './rows-chart.ts';
import { createSqlModel, type SqlModel } from './sql-model.ts';

export interface SqlViewProps {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}

const loadEngine = () => import('../../sql/page-sql.ts').then(({ pageSqlEngine }) => pageSqlEngine());

export function SqlView({ model, source }: SqlViewProps) {
  const sql = useMemo(() => {
    const { sql: asked } = model.place.peek();
    return createSqlModel(asked === '' ? (SQL_EXAMPLES[0]?.statement ?? '') : asked, loadEngine);
  }, [model]);
  useEffect(() => sql.close, [sql]);
  const editor = useSignal<CodeEditor | undefined>(undefined);
  const ask = () => {
    model.go({ sql: sql.statement.peek() }, 'replace');
    void sql.ask(source);
  };
  return (
    <section
      class="sql-pane"
      aria-label="SQL"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        ask();
      }}
    >
      <p class="list-words">
        Each span is a row of <code>otel_traces</code>, each log record one of <code>otel_logs</code>, each
        metric point one of <code>otel_metrics</code>. DuckDB asks them in this page; nothing leaves it.
      </p>
      <Examples
        onChoose={(statement) => {
          sql.statement.value = statement;
          editor.value?.setSource(statement);
          ask();
        }}
      />
      <Editor sql={sql} editor={editor} />
      <div class="sql-bar">
        <button type="button" class="primary" aria-disabled={sql.isAsking.value} onClick={ask}>
          Ask <span aria-hidden="true">ctrl ↵</span>
        </button>
        {sql.isAsking.value && (
          <button type="button" onClick={sql.stop}>
            Stop
          </button>
        )}
        <p role="status" class="faint">
          {sql.isAsking.value ? sql.waiting.value : sql.answer.value && answerWords(sql)}
        </p>
      </div>
      <div role="alert">
        {sql.trouble.value !== '' && <p class="bad">{sql.trouble.value}</p>}
        {sql.problems.value.map(({ line, column, message, hint }) => (
          <p class="bad" key={message}>
            <button type="button" onClick={() => editor.value?.goTo(line, column)}>
              Line {line}
            </button>{' '}
            {message} <span class="faint">{hint}</span>
          </p>
        ))}
      </div>
      <Answer sql={sql} />
    </section>
  );
}

function answerWords({ answer }: SqlModel): string {
  if (answer.value === undefined) return '';
  const { rows, spans, logs, isPart, keptSpans } = answer.value;
  const of = keptSpans === undefined ? '' : ` of ${keptSpans.toLocaleString('en')}`;
  const asked = `${isPart ? 'the newest ' : ''}${countText(spans, 'span')}${of} and ${countText(logs, 'log record')}`;
  return `${Math.max(1, Math.round(rows.tookMs))} ms, over ${asked}.`;
}

function Examples({ onChoose }: { readonly onChoose: (statement: string) => void }) {
  return (
    <div class="sql-examples">
      <label for="sql-example">Begin with</label>{' '}
      <select
        id="sql-example"
        onChange={({ currentTarget }) => {
          const example = SQL_EXAMPLES.find(({ name }) => name === currentTarget.value);
          if (example) onChoose(example.statement);
        }}
      >
        <option value="">Choose a question</option>
        {SQL_EXAMPLES.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface EditorProps {
  readonly sql: SqlModel;
  readonly editor: { value: CodeEditor | undefined };
}

function Editor({ sql, editor }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isOver = false;
    void import('../../exercises/code/editor/code-editor.ts').then(({ createCodeEditor }) => {
      if (isOver || box.current === null) return;
      editor.value = createCodeEditor(box.current, {
        source: sql.statement.peek(),
        language: 'sql',
        label: 'SQL statement',
        describedBy: 'sql-keys',
        onEdit: (text) => {
          sql.statement.value = text;
        },
      });
    });
    return () => {
      isOver = true;
      editor.value?.destroy();
      editor.value = undefined;
    };
  }, [sql, editor]);
  useSignalEffect(() => editor.value?.setProblems(sql.problems.value));
  return (
    <>
      <div class="code-box" ref={box}>
        {editor.value === undefined && <pre>{sql.statement.peek()}</pre>}
      </div>
      <p class="faint" id="sql-keys">
        Tab indents. To leave the editor, press Escape, then Tab. Ctrl and Enter asks.
      </p>
    </>
  );
}

function Answer({ sql }: { readonly sql: SqlModel }) {
  const rows = sql.answer.value?.rows;
  const chart = useMemo((): RowsChart => (rows ? chartOf(rows) : { type: 'none' }), [rows]);
  if (rows === undefined) return null;
  return (
    <div class="sql-answer">
      {chart.type === 'lines' && <Chart title="The answer over time" data={chart.data} />}
      {chart.type === 'bars' && <Bars chart={chart} />}
      <AnswerTable answer={rows} caption="The answer:" />
    </div>
  );
}

function Bars({ chart }: { readonly chart: Extract<RowsChart, { readonly type: 'bars' }> }) {
  const { measure, bars, leftOut } = chart;
  return (
    // The table below says the same.
    <figure class="sql-bars" aria-hidden="true">
      <figcaption>
        {measure}
        {leftOut > 0 && `, the first ${bars.length} rows`}
      </figcaption>
      {bars.map(({ label, value, share }, index) => (
        <div key={index}>
          <span>{label}</span>
          <i style={{ inlineSize: `${(share * 100).toFixed(2)}%` }} />
          <b>{value.toLocaleString('en')}</b>
        </div>
      ))}
    </figure>
  );
}
