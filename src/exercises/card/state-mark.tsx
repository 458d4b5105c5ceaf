/** Shapes for states, so that colour is never alone; the word beside or behind them says the same. */
export type Mark = 'pass' | 'fail' | 'pending' | 'running' | 'timed-out';

const PATHS: Readonly<Record<Mark, string>> = {
  pass: 'M2.5 7.5 5.75 10.75 11.5 3.5',
  fail: 'M3 3l8 8M11 3l-8 8',
  pending: 'M7 4.5a2.5 2.5 0 1 0 .01 0z',
  running: 'M2 7h2.5l1.5-4 2.5 8 1.5-4H12',
  'timed-out': 'M3.5 2h7M3.5 12h7M4.5 2c0 3 5 7 5 10M9.5 2c0 3-5 7-5 10',
};

export function StateMark({ mark }: { readonly mark: Mark }) {
  return (
    <svg class={`mark mark-${mark}`} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path d={PATHS[mark]} />
    </svg>
  );
}
