/**
 * Who calls whom, as the spans tell it.
 *
 *   web --12 calls--> api --40 calls--> postgresql units      a client span with db.system.name and what it names
 *                      \--3 messages--> queue orders --3--> worker    producer and consumer spans meet in their destination
 *                      \--1 call--> api.example.org          a client span nobody answered: outside of what is traced
 *
 * An edge between two services is a span whose parent is of the other service; its time is that of the span called. To a
 * database, a queue or the outside it is the caller's own span, for no other is there. A service that calls itself over the
 * network has an edge to itself only through a client span (its inner spans are no calls). Services may call each other in
 * circles: this is a graph, not a tree.
 *
 * Attribute names are those of the semantic conventions, the stable ones first, then those that old programs still send.
 * O(n log n) by sorting the durations of each edge.
 *
 * Source: OpenTelemetry semantic conventions 1.38, "Database spans", "Messaging spans", "General attributes".
 */
import { NO_SPAN, type SpanIndex, type TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';
import { isOrphan } from './orphans.ts';
import { quantileOf } from './quantiles.ts';

export type MapNodeType = 'service' | 'database' | 'queue' | 'outside';

export interface MapNode {
  readonly id: number;
  readonly type: MapNodeType;
  readonly name: string;
  /** The string id of a service, by which it has its colour; -1 for the others. */
  readonly service: number;
  /** A service's own spans; those that reached a database, a queue or the outside. */
  readonly spans: readonly SpanIndex[];
  readonly errors: number;
}
export interface MapEdge {
  readonly from: number;
  readonly to: number;
  readonly spans: readonly SpanIndex[];
  readonly errors: number;
  /** Of the spans, those whose end is not known. */
  readonly open: number;
  /** Of those that have ended; NaN when none has. */
  readonly p50Ns: number;
  readonly p95Ns: number;
}
export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Spans whose parent is not here: who called them cannot be told. */
  readonly orphans: number;
}

const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

/** While `live`, an open call that nobody has answered may be answered yet: it is not taken for one to the outside. */
export function serviceMap(table: TraceReader, live = false): ServiceMap {
  const { columns } = table;
  const graph = new Graph(table);
  const isAnswered = answeredCalls(table);
  for (let index = 0; index < table.spanCount; index++) {
    const span = index as SpanIndex;
    const service = graph.serviceNode(columns.service[span] ?? 0);
    graph.count(service, span);
    const kind = columns.kind[span] ?? 0;
    const queue = kind === PRODUCER || kind === CONSUMER ? queueName(table, span) : undefined;
    if (queue !== undefined) {
      const node = graph.node('queue', queue);
      graph.count(node, span);
      if (kind === PRODUCER) graph.edge(service, node, span);
      else graph.edge(node, service, span);
      continue;
    }
    const database = databaseName(table, span);
    if (database !== undefined) {
      const node = graph.node('database', database);
      graph.count(node, span);
      graph.edge(service, node, span);
    } else if (kind === CLIENT && isAnswered[span] === 0 && !(live && isOpen(table, span))) {
      const peer = textOf(table, span, PEERS);
      if (peer !== undefined) {
        const node = graph.node('outside', peer);
        graph.count(node, span);
        graph.edge(service, node, span);
      }
    }
    const parent = columns.parent[span] ?? NO_SPAN;
    if (isOrphan(table, span)) graph.orphans++;
    if (parent === NO_SPAN || parent === index) continue;
    const isRemote = columns.service[parent] !== columns.service[span];
    if (isRemote || (columns.kind[parent] === CLIENT && kind === 2)) {
      graph.edge(graph.serviceNode(columns.service[parent] ?? 0), service, span);
    }
  }
  return graph.done();
}

function isOpen({ columns }: TraceReader, span: SpanIndex): boolean {
  return Number.isNaN(columns.endNs[span] ?? Number.NaN);
}

/** 1 for a span some child of which is of another service, or its server's side. */
function answeredCalls(table: TraceReader): Uint8Array {
  const { parent, service, kind } = table.columns;
  const answered = new Uint8Array(table.spanCount);
  for (let span = 0; span < table.spanCount; span++) {
    const up = parent[span] ?? NO_SPAN;
    if (up !== NO_SPAN && (service[up] !== service[span] || kind[span] === 2)) answered[up] = 1;
  }
  return answered;
}

const PEERS = [
  'server.service.name',
  'peer.service',
  'server.address',
  'net.peer.name',
  'url.full',
  'http.url',
];
const DATABASES = ['db.system.name', 'db.system'];
const DATABASE_NAMES = ['db.namespace', 'db.name'];
const QUEUES = ['messaging.destination.name', 'messaging.destination'];
const QUEUE_SYSTEMS = ['messaging.system.name', 'messaging.system'];

function databaseName(table: TraceReader, span: SpanIndex): string | undefined {
  const system = textOf(table, span, DATABASES);
  if (system === undefined) return undefined;
  const name = textOf(table, span, DATABASE_NAMES);
  return name === undefined ? system : `${system} ${name}`;
}

function queueName(table: TraceReader, span: SpanIndex): string | undefined {
  return textOf(table, span, QUEUES) ?? textOf(table, span, QUEUE_SYSTEMS);
}

function textOf(table: TraceReader, span: SpanIndex, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = table.attribute(span, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

class Graph {
  readonly #table: TraceReader;
  readonly #nodes: {
    type: MapNodeType;
    name: string;
    service: number;
    spans: SpanIndex[];
    errors: number;
  }[] = [];
  readonly #byService = new Map<number, number>();
  readonly #byName = new Map<string, number>();
  readonly #edges = new Map<number, { from: number; to: number; spans: SpanIndex[] }>();
  orphans = 0;

  constructor(table: TraceReader) {
    this.#table = table;
  }

  serviceNode(service: number): number {
    let node = this.#byService.get(service);
    if (node === undefined) {
      node =
        this.#nodes.push({
          type: 'service',
          name: this.#table.strings.get(service),
          service,
          spans: [],
          errors: 0,
        }) - 1;
      this.#byService.set(service, node);
    }
    return node;
  }

  node(type: MapNodeType, name: string): number {
    const key = `${type} ${name}`;
    let node = this.#byName.get(key);
    if (node === undefined) {
      node = this.#nodes.push({ type, name, service: -1, spans: [], errors: 0 }) - 1;
      this.#byName.set(key, node);
    }
    return node;
  }

  count(node: number, span: SpanIndex): void {
    const counted = this.#nodes[node];
    if (counted === undefined) return;
    counted.spans.push(span);
    if (this.#table.columns.status[span] === ERROR) counted.errors++;
  }

  edge(from: number, to: number, span: SpanIndex): void {
    const key = from * 2 ** 26 + to;
    const known = this.#edges.get(key);
    if (known === undefined) this.#edges.set(key, { from, to, spans: [span] });
    else known.spans.push(span);
  }

  done(): ServiceMap {
    return {
      nodes: this.#nodes.map((node, id) => ({ id, ...node })),
      edges: [...this.#edges.values()].map((edge) => ({ ...edge, ...this.#figuresOf(edge.spans) })),
      orphans: this.orphans,
    };
  }

  #figuresOf(spans: readonly SpanIndex[]): Pick<MapEdge, 'errors' | 'open' | 'p50Ns' | 'p95Ns'> {
    const { columns } = this.#table;
    const ended = spans.filter((span) => !isOpen(this.#table, span));
    const durations = Float64Array.from(
      ended,
      (span) => knownEndNs(this.#table, span) - (columns.startNs[span] ?? 0),
    ).sort();
    const quantile = (share: number) => (ended.length === 0 ? Number.NaN : quantileOf(durations, share));
    return {
      errors: spans.filter((span) => columns.status[span] === ERROR).length,
      open: spans.length - ended.length,
      p50Ns: quantile(0.5),
      p95Ns: quantile(0.95),
    };
  }
}
