/** What a screen reader has of the timeline: the accessibility tree of each view of one trace, to be read aloud. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { traceText } from '../support/trace-text.ts';
import { openAlone } from './timeline-alone.ts';

/** A checkout with an error, a repeated query, a span that never ended and one whose parent is not here. */
const CHECKOUT = traceText(`
  web  POST /checkout     |0-120ms|   @kind=server
    web  load cart        |2-30ms|
      db  SELECT prices   |3-8ms|     @kind=client db.system.name=postgresql
      db  SELECT prices   |9-14ms|    @kind=client db.system.name=postgresql
      db  SELECT prices   |15-20ms|   @kind=client db.system.name=postgresql
      db  SELECT prices   |21-26ms|   @kind=client db.system.name=postgresql
      db  SELECT prices   |27-29ms|   @kind=client db.system.name=postgresql
    web  charge           |35-100ms|  @kind=client server.address=bank.example @status=error @message=declined
    mailer  send receipt  |105ms-|    @kind=consumer messaging.destination.name=mails
    web  late             |60-70ms|   @parent=nobody
`);
const BEFORE = traceText(`
  web  POST /checkout     |0-80ms|    @kind=server
    web  load cart        |2-40ms|
      db  SELECT stock    |3-9ms|     @kind=client db.system.name=postgresql
`);

async function open(page: Page, view = 'Waterfall'): Promise<Locator> {
  const timeline = await openAlone(page, CHECKOUT);
  await timeline.getByRole('radio', { name: view, exact: true }).click();
  return timeline;
}

test('rows say service, name, duration, status, what is odd, and how deep they are', async ({ page }) => {
  const timeline = await open(page);
  const rows = timeline.getByRole('treegrid', { name: 'Spans' });
  await expect(rows).toMatchAriaSnapshot(`
    - treegrid "Spans":
      - row "web, POST /checkout, 120 ms, unset, self 12 ms" [expanded] [level=1]
      - row "web, load cart, 28 ms, unset, self 6 ms" [expanded] [level=2]
      - 'row "db, SELECT prices ×5, 22 ms in all, unset, one parent: N+1" [expanded=false] [level=3]'
      - row "web, charge, 65 ms, error" [level=2]
      - row "mailer, send receipt, lost, unset" [level=2]
      - row "web, late, 10 ms, unset, parent not here" [level=1]
  `);
  // The tree above has no words for the place among sisters: the third of three.
  const third = timeline.getByRole('row', { name: /send receipt/ });
  await expect(third).toHaveAttribute('aria-posinset', '3');
  await expect(third).toHaveAttribute('aria-setsize', '3');
  await expect(third).toHaveAttribute('aria-rowindex', '5');

  await timeline.getByRole('row', { name: /charge/ }).press('Enter');
  await expect(rows).toMatchAriaSnapshot(`
    - row "web, charge, 65 ms, error" [level=2] [selected]:
      - gridcell "charge web"
      - gridcell "65 ms, error"
  `);
  await expect(timeline.getByRole('region', { name: 'Span details' })).toMatchAriaSnapshot(`
    - region "Span details":
      - paragraph: charge web
      - term: Duration
      - definition: 65 ms
      - term: Status
      - definition: "error: declined"
      - table "Attributes":
        - rowgroup:
          - row "server.address bank.example Copy server.address"
      - table "Resource"
  `);
});

test('the header says what there is and what is wrong, once', async ({ page }) => {
  const timeline = await open(page);
  await expect(timeline.getByRole('status').last()).toHaveText(
    '10 spans, 3 services, 1 error, 1 lost, 1 parent missing',
  );
});

test('the flame graph is a tree of call paths, with shares in words', async ({ page }) => {
  const timeline = await open(page, 'Flame');
  await expect(timeline.getByRole('tree')).toMatchAriaSnapshot(`
    - tree "Call paths":
      - treeitem "web, POST /checkout, 1 call, 120 ms, own time 12 ms, 92 % of the whole" [expanded] [level=1]
      - treeitem "web, load cart, 1 call, 28 ms, own time 6 ms, 22 % of the whole" [expanded] [level=2]
      - treeitem /db, SELECT prices, 5 calls, 22 ms/ [level=3]
      - treeitem /web, charge, 1 call, 65 ms, .* 1 error/ [level=2]
      - treeitem /mailer, send receipt, 1 call, lost, at least 15 ms/ [level=2]
      - treeitem /web, late, .* its parent is not here/ [level=1]
  `);
});

test('the table is a table: what is sorted, heads, a head for each row', async ({ page }) => {
  const timeline = await open(page, 'Table');
  const table = timeline.getByRole('table', { name: 'Spans' });
  await expect(table).toMatchAriaSnapshot(`
    - rowgroup:
      - row "Start Name Service Duration Self time Kind Status Events, logs"
    - rowgroup:
      - row "0 ms POST /checkout web 120 ms 12 ms server unset 0":
        - rowheader "POST /checkout":
          - button "POST /checkout"
      - 'row "35 ms charge web 65 ms 65 ms client ✕ error: declined 0"'
  `);
  await expect(table.getByRole('columnheader', { name: 'Start' })).toHaveAttribute('aria-sort', 'ascending');
});

test('the map says who calls whom, as a drawing and as a table', async ({ page }) => {
  const timeline = await open(page, 'Map');
  await expect(timeline.getByRole('region', { name: 'Service map' })).toMatchAriaSnapshot(`
    - 'group "Service map: 6 places, 4 ways between them"':
      - button "web to bank.example, 1 call, 65 ms, 1 error (100 %)"
      - button /^web to db, 5 calls/
      - button "mails to mailer, 1 call, 1 lost"
      - button "web, service, 4 spans, 1 error (25 %), calls bank.example, db"
      - button "bank.example, outside of what is traced, 1 call, 1 error (100 %), called by web"
      - button "mails, queue, 1 call, calls mailer"
  `);
  await timeline.getByRole('radiogroup', { name: 'Show as' }).getByRole('radio', { name: 'Table' }).click();
  await expect(timeline.getByRole('table', { name: 'Calls between services' })).toMatchAriaSnapshot(`
    - rowgroup:
      - row "From To Calls Errors p50 p95 In every view"
    - rowgroup:
      - row /web bank.example 1 1 \\(100 %\\) 65 ms 65 ms/:
        - rowheader "web"
        - cell "bank.example"
        - cell "Mark web to bank.example, 1 call, 65 ms, 1 error (100 %)"
  `);
});

test('two runs are compared in a sentence, and row by row', async ({ page }) => {
  const timeline = await open(page);
  await timeline.evaluate(
    (element, otlp) =>
      Reflect.get(element, 'compareWith').call(element, otlp, { label: 'Run 1', ownLabel: 'Run 2' }),
    BEFORE,
  );
  await expect(timeline.getByRole('treegrid', { name: 'Spans of both traces' })).toMatchAriaSnapshot(`
    - row "web, POST /checkout, in both, 40 ms slower" [expanded] [level=1]
    - row "web, load cart, in both, 10 ms faster" [expanded] [level=2]
    - row "db, SELECT stock, removed, 6 ms" [level=3]:
      - gridcell "SELECT stock db removed"
      - gridcell "−6 ms, self time −6 ms"
    - row "web, charge, added, 65 ms" [level=2]
  `);
  await expect(timeline.getByRole('status').filter({ hasText: 'against' })).toMatchAriaSnapshot(`
    - status: /^Run 2 against Run 1. .* 1 error more, 40 ms slower/
  `);
});
