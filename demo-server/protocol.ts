/**
 * What a demo server says to a page over its feed. Over HTTP each message is one server-sent event (`event:` = type,
 * `id:` = id, `data:` = JSON of data); from a worker it is the same three fields. Below, what page and worker say to
 * each other when the demo server runs in the page's own browser.
 */
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../src/trace/model/otlp-json.ts';

export * from './rooms/room-protocol.ts';

export type FeedMessage = { readonly id: number } & (
  | { readonly type: 'spans-started'; readonly data: OtlpTraces }
  | { readonly type: 'traces'; readonly data: OtlpTraces }
  | { readonly type: 'logs'; readonly data: OtlpLogs }
  | { readonly type: 'metrics'; readonly data: OtlpMetrics }
  | { readonly type: 'settled'; readonly data: Settled }
  | { readonly type: 'dropped'; readonly data: Dropped }
  | { readonly type: 'stored'; readonly data: Stored }
  | { readonly type: 'exchange'; readonly data: ExchangeNews }
);
export const FEED_TYPES = [
  'spans-started',
  'traces',
  'logs',
  'metrics',
  'settled',
  'dropped',
  'stored',
  'exchange',
] as const;

/** Where the demo server answers; every other path of its address is the site's. */
export const SERVER_PATHS = ['/api', '/v1', '/mcp', '/metrics'] as const;

/** In place of a session: the news of the whole store, `stored` messages only. No session can be called so. */
export const STORE_FEED = '*';
/** How many records the store was given since the server started. What they are is told to whoever asks for them. */
export interface Stored {
  readonly spans: number;
  readonly metrics: number;
  readonly logs: number;
  /** OTLP requests that arrived, refused ones too. */
  readonly requests: number;
}

/**
 * A run is settled when no span is open, the queue is empty and nothing arrived for 150 ms; it timed out when it is not,
 * and nothing arrived for 5 s, or when it is not after 30 s.
 */
export interface Settled {
  readonly runId: string;
  readonly verdict: 'settled' | 'timed-out';
  /** What was still going on when time ran out; both 0 when settled. */
  readonly openSpans: number;
  readonly queuedMessages: number;
  /** How many requests of the run had arrived by then: a verdict that comes late says which of them it knew. */
  readonly requests?: number;
  /** Replicas of the server that took part and are gone: what they measured is not in the metrics. */
  readonly missingReplicas?: number;
}
/**
 * The server has replicas, and what they tell each other does not get through, or does again. Meanwhile a feed shows
 * nothing; what happens is shown afterwards.
 */
export type ExchangeNews =
  | { readonly state: 'reachable' }
  | { readonly state: 'interrupted'; readonly sinceUnixMs: number };
/** Messages this subscriber will never see, because it read too slowly or came back too late. */
export interface Dropped {
  readonly messages: number;
  readonly spans: number;
  /** `exchange-interrupted`: more happened while the replicas could not speak to each other than could wait. */
  readonly reason: 'slow-subscriber' | 'replay-expired' | 'exchange-interrupted';
}

export const QUIET_MS = 150;
/** Without a sign of it, not since it began: a slow machine that is at work is given its time. */
export const TIMEOUT_MS = 5_000;
export const LONGEST_RUN_MS = 30_000;

/** W3C baggage keys the page sends with each run; the only ones copied onto telemetry. */
export const BAGGAGE_SESSION_ID = 'session.id';
export const BAGGAGE_RUN_ID = 'bldg.run.id';

/** The body of every error outside OTLP. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/** The parts of the system that a learner's program can stand in for; each is a file of `building/parts/`. */
export const PART_NAMES = [
  'units-route',
  'command-bridge',
  'leak-queue',
  'fan-out',
  'test-file',
  'otel-configuration',
  'environment-files',
  'device-commands',
  'valve-control',
  'night-round',
  'suite-runner',
  'meter-job',
  'four-graphs',
  'open-page',
  'door-desk',
] as const;
export type PartName = (typeof PART_NAMES)[number];
/** The function that a program for a part must export; undefined for one that calls `test` instead. */
export const PART_EXPORTS: Readonly<Record<PartName, string | undefined>> = {
  'units-route': 'unitsRoute',
  'command-bridge': 'commandBridge',
  'leak-queue': 'leakQueue',
  'fan-out': 'fanOut',
  'test-file': undefined,
  'otel-configuration': 'configuration',
  'environment-files': 'configuration',
  'device-commands': 'deviceCommands',
  'valve-control': 'valveControl',
  'night-round': 'nightRound',
  'suite-runner': 'runSuite',
  'meter-job': 'meterJob',
  'four-graphs': 'fourGraphs',
  'open-page': 'openPage',
  'door-desk': 'doorDesk',
};
/** A part is TypeScript, or a YAML text that its one export answers. */
export type PartLanguage = 'typescript' | 'yaml';
export const languageOf = (part: PartName): PartLanguage =>
  part === 'otel-configuration' || part === 'environment-files' ? 'yaml' : 'typescript';
/** All that a program may import. `#building` is the building's own: tables, and the types of the parts. */
export const PROGRAM_MODULES = [
  '#building',
  '@opentelemetry/api',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/sdk-trace',
  'drizzle-orm',
  'hono',
  'vitest',
] as const;
export type ProgramModule = (typeof PROGRAM_MODULES)[number];

/** A request with this header is answered by every part as shipped, whatever program is installed. */
export const AS_SHIPPED_HEADER = 'bldg-parts';
export const AS_SHIPPED = 'as-shipped';

/** A learner's program, lowered to what runs: a script that is given `require`, `exports` and `__awaited`. */
export interface CompiledProgram {
  readonly part: PartName;
  readonly javascript: string;
  readonly imports: readonly ImportedName[];
}
export interface ImportedName {
  readonly module: ProgramModule;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}
/** Something wrong at a place in the source. Lines and columns count from 1; column 1 if only the line is known. */
export interface ProgramProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Refused before it ran, thrown while it did, or ended because it did not stop by itself. */
  readonly type: 'syntax' | 'import' | 'export' | 'thrown' | 'ended';
  readonly message: string;
  readonly hint: string;
}

/** What the page says to the demo server in a worker. The first message must be `boot`. */
export type PageMessage =
  | { readonly type: 'boot'; readonly parts: WorkerParts }
  | { readonly type: 'request'; readonly requestId: number; readonly request: WireRequest }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'watch' | 'unwatch'; readonly session: string }
  | { readonly type: 'install'; readonly installId: number; readonly program: CompiledProgram }
  /** Answered at once, unless a program keeps the worker to itself. */
  | { readonly type: 'ping' };

/** What the worker says to the page. */
export type WorkerMessage =
  | { readonly type: 'starting' | 'ready' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'response'; readonly requestId: number; readonly response: WireResponse }
  | { readonly type: 'no-response'; readonly requestId: number; readonly reason: string }
  | { readonly type: 'watching'; readonly session: string }
  | { readonly type: 'installed'; readonly installId: number; readonly problems: readonly ProgramProblem[] }
  | { readonly type: 'pong' }
  | { readonly type: 'thrown'; readonly problem: ProgramProblem }
  | {
      readonly type: 'feed';
      readonly session: string;
      readonly message: { readonly id: number; readonly type: FeedMessage['type']; readonly json: string };
    };

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: ArrayBuffer;
}
export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer;
}

/** What the demo server in a worker is made of: PGlite, compiled, with its data file, and the image of the database. */
export interface WorkerParts {
  readonly engine: WebAssembly.Module;
  readonly engineData: ArrayBuffer;
  readonly database: ArrayBuffer;
}

/** Where the page finds them: addresses of gzipped files, and how long they are on the wire. */
export type WorkerFiles = Readonly<Record<'engine' | 'engineData' | 'database', WorkerFile>>;
export interface WorkerFile {
  readonly url: string;
  readonly bytes: number;
}
/** `worker/manifest.json` of a built site: the names beside it change with their contents. */
export interface WorkerManifest {
  readonly script: string;
  readonly files: WorkerFiles;
}

/** The signals of OTLP, as its paths name them. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';

export type LintRule =
  | 'missing-service-name'
  | 'renamed-attribute'
  | 'never-ended'
  | 'ends-before-start'
  | 'missing-name'
  | 'id-in-name';

export interface LintFinding {
  readonly rule: LintRule;
  /** What was found and what to do, in words. */
  readonly message: string;
  /** Spans, or resources where the rule is about these. */
  readonly times: number;
  /** The name of the first span it was seen on. */
  readonly example: string;
}

export interface IngestedRequest {
  /** Grows by one for each request. */
  readonly number: number;
  readonly atUnixMs: number;
  readonly signal: OtlpSignal;
  readonly transport: 'http' | 'grpc';
  /** As the sender names it; empty when it names none. */
  readonly contentType: string;
  /** Empty when there is none, or the transport does not tell, as gRPC's. */
  readonly compression: string;
  /** As it came over the wire; undefined where the transport inflates by itself. */
  readonly wireBytes: number | undefined;
  /** After decompression; undefined when it was not read to its end. */
  readonly bytes: number | undefined;
  /** `refused`: nothing of it was read, and the sender was told why. */
  readonly outcome: 'taken' | 'refused';
  /** Spans, log records or data points. */
  readonly accepted: number;
  readonly rejected: number;
  /** `service.name` of its resources, the first few. */
  readonly services: readonly string[];
  /** `User-Agent`. */
  readonly sender: string;
  /** HTTP status, or gRPC status code. */
  readonly status: number;
  /** What the sender was told; empty when all was as it should be. */
  readonly message: string;
  readonly lint: readonly LintFinding[];
}

export interface IngestTotals {
  readonly requests: number;
  readonly refused: number;
  readonly accepted: Readonly<Record<OtlpSignal, number>>;
  readonly rejected: Readonly<Record<OtlpSignal, number>>;
}

/** What became of received requests on their way to another backend. */
export interface ForwardingState {
  readonly forwarded: number;
  readonly waiting: number;
  readonly dropped: number;
  /** Why the last one did not get there; empty when it did. */
  readonly trouble: string;
}

/** The answer of `GET /api/store`. */
export type StoreFigures = {
  /** Batches that other replicas were given while this one could not hear of them. */
  readonly missedOfReplicas?: number;
} /** In memory, until the server stops. */ & (
  | { readonly keeps: 'newest'; readonly spans: number }
  | {
      readonly keeps: 'all';
      readonly spans: number;
      /** On the disk. */
      readonly bytes: number;
      readonly maxBytes: number;
      readonly maxAgeMs: number;
      readonly oldestUnixMs?: number;
      /** Of the demo server itself, since it was started: what could not be written. */
      readonly ownRecordsNotKept: number;
    }
);

/** The answer of `GET /api/ingest`. */
export interface IngestAnswer {
  readonly scope: 'everything' | 'own';
  readonly totals: IngestTotals;
  /** Undefined when nothing is handed on. */
  readonly forwarding?: ForwardingState | undefined;
  /** Newest first. */
  readonly requests: readonly IngestedRequest[];
}
