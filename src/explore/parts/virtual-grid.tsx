// biome-ignore-all lint/a11y/useSemanticElements: a table of which only the rows on screen exist cannot be a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active row
/**
 * A table of any length of which only the rows on screen exist. One stop of the Tab key: arrows, Page Up and Down, Home
 * and End move the active row, Enter opens it. While the reader is not at the top, rows that arrive above do not push
 * what is being read: the active part stays where it was.
 *
 *   +- grid, scrolls --------+
 *   |  header, sticky        |
 *   |  rows - overscan ...   |   translateY(first * rowPx) inside a filler of count * rowPx
 *   +------------------------+
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Column {
  readonly name: string;
  readonly className?: string;
  readonly sort?: 'ascending' | 'descending' | 'none';
  readonly onSort?: () => void;
}

export interface VirtualGridProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly count: number;
  readonly rowPx: number;
  /** Identifies a row whatever its place: the anchor while rows arrive. */
  readonly keyOf: (index: number) => string;
  /** Cells, one a column. */
  readonly cells: (index: number) => readonly ComponentChildren[];
  readonly rowLabel: (index: number) => string;
  readonly onOpen: (index: number) => void;
  readonly open?: number;
}

const OVERSCAN = 8;
/** The header stays at the top of the scrolled part. */
const HEAD_PX = 34;

export function VirtualGrid(props: VirtualGridProps) {
  const { label, columns, count, rowPx, keyOf, cells, rowLabel, onOpen, open = -1 } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const [{ topPx, heightPx }, setWindow] = useState({ topPx: 0, heightPx: 600 });
  const [active, setActive] = useState('');
  const anchor = useRef<{ readonly key: string; readonly offsetPx: number } | undefined>(undefined);

  const measure = () => {
    const element = scroll.current;
    if (element === null) return;
    const first = Math.floor(element.scrollTop / rowPx);
    anchor.current =
      element.scrollTop > 0 && first < count
        ? { key: keyOf(first), offsetPx: element.scrollTop - first * rowPx }
        : undefined;
    setWindow({ topPx: element.scrollTop, heightPx: element.clientHeight });
  };
  // Whenever it is resized, by the rows that are there then.
  const measureNow = useRef(measure);
  measureNow.current = measure;
  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const resized = new ResizeObserver(() => measureNow.current());
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  useLayoutEffect(() => {
    const held = anchor.current;
    const element = scroll.current;
    if (held === undefined || element === null) return;
    const place = indexOf(held.key, count, keyOf);
    if (place >= 0) element.scrollTop = place * rowPx + held.offsetPx;
  }, [count, keyOf]);

  const first = Math.max(0, Math.floor(topPx / rowPx) - OVERSCAN);
  const last = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + OVERSCAN);
  const activeIndex = active === '' ? -1 : indexOf(active, count, keyOf);

  const move = (to: number) => {
    const element = scroll.current;
    if (element === null || count === 0) return;
    const index = Math.max(0, Math.min(count - 1, to));
    setActive(keyOf(index));
    const rowTop = index * rowPx;
    if (rowTop < element.scrollTop) element.scrollTop = rowTop;
    else if (HEAD_PX + rowTop + rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = HEAD_PX + rowTop + rowPx - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A button of the header has its own keys.
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(heightPx / rowPx) - 1);
    const from = activeIndex;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from < 0 ? 0 : from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && activeIndex >= 0) onOpen(activeIndex);
    else return;
    event.preventDefault();
  };

  const rowId = (index: number) => `${label.replace(/\W+/g, '-')}-row-${index}`;
  const activeShown = activeIndex >= first && activeIndex < last;
  return (
    <div
      class="grid"
      role="grid"
      ref={scroll}
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeShown ? rowId(activeIndex) : undefined}
      onScroll={measure}
      onKeyDown={onKeyDown}
      onFocus={(event) =>
        event.target === event.currentTarget && activeIndex < 0 && move(Math.ceil(topPx / rowPx))
      }
    >
      <div class="grid-head" role="row" aria-rowindex={1} style={{ height: `${HEAD_PX}px` }}>
        {columns.map(({ name, className, sort, onSort }) => (
          <span key={name} role="columnheader" class={className} aria-sort={sort}>
            {onSort === undefined ? (
              name
            ) : (
              <button type="button" onClick={onSort}>
                {name}
                <span aria-hidden="true">
                  {sort === 'descending' ? ' ↓' : sort === 'ascending' ? ' ↑' : ''}
                </span>
              </button>
            )}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: `${count * rowPx}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * rowPx}px)` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
            const index = first + offset;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the group's, see onKeyDown
              <div
                key={keyOf(index)}
                id={rowId(index)}
                class="grid-row"
                role="row"
                aria-rowindex={index + 2}
                aria-label={rowLabel(index)}
                aria-selected={index === activeIndex}
                data-open={index === open || undefined}
                style={{ height: `${rowPx}px` }}
                onClick={() => {
                  setActive(keyOf(index));
                  onOpen(index);
                }}
              >
                {cells(index).map((cell, column) => (
                  <span key={columns[column]?.name} role="gridcell" class={columns[column]?.className}>
                    {cell}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function indexOf(key: string, count: number, keyOf: (index: number) => string): number {
  for (let index = 0; index < count; index++) if (keyOf(index) === key) return index;
  return -1;
}
