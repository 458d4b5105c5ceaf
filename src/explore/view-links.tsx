/** The views of `/explore/` as links. The build draws them too, so that they stand there before the scripts do. */
import type { ComponentChildren } from 'preact';
import { VIEWS, type View } from './explore-place.ts';

const LABELS: Readonly<Record<View, string>> = {
  traces: 'Traces',
  metrics: 'Metrics',
  logs: 'Logs',
  sql: 'SQL',
  ingest: 'Ingest',
  server: 'Server',
  import: 'Import',
};

export interface ViewLinksProps {
  hrefOf(view: View): string;
  /** Unknown while the site is built. */
  readonly current?: View;
  /** Without it, the browser follows the link. */
  onChoose?(view: View): void;
  /** What stands beside them. */
  readonly children: ComponentChildren;
}

export function ViewLinks({ hrefOf, current, onChoose, children }: ViewLinksProps) {
  return (
    <nav class="views" aria-label="Telemetry">
      {VIEWS.map((view) => (
        <a
          key={view}
          href={hrefOf(view)}
          aria-current={view === current ? 'page' : undefined}
          onClick={(event) => {
            if (!onChoose || event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            onChoose(view);
          }}
        >
          {LABELS[view]}
        </a>
      ))}
      {children}
    </nav>
  );
}
