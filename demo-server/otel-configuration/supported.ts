/**
 * What of the schema `create-sdk.ts` can make. Everything else is valid and still refused, by its name and its line: a
 * setting that does nothing is worse than one that is missing.
 */
import { isMap, isScalar, isSeq, type Node } from 'yaml';

type Shape = 'anything' | readonly [Shape] | { readonly [key: string]: Shape };

const otlpHttp: Shape = { endpoint: 'anything', encoding: 'anything' };
const exporter: Shape = { console: {}, otlp_http: otlpHttp, in_memory: {} };
const batch: Shape = {
  schedule_delay: 'anything',
  export_timeout: 'anything',
  max_queue_size: 'anything',
  max_export_batch_size: 'anything',
  exporter,
};
const processors: Shape = [{ batch, simple: { exporter } }];
const decisive: Shape = { always_on: {}, always_off: {}, trace_id_ratio_based: { ratio: 'anything' } };
const sampler: Shape = {
  ...decisive,
  parent_based: {
    root: decisive,
    remote_parent_sampled: decisive,
    remote_parent_not_sampled: decisive,
    local_parent_sampled: decisive,
    local_parent_not_sampled: decisive,
  },
};

const SUPPORTED: Shape = {
  file_format: 'anything',
  resource: {
    attributes: [{ name: 'anything', value: 'anything', type: 'anything' }],
    attributes_list: 'anything',
  },
  propagator: { composite: [{ tracecontext: {}, baggage: {} }], composite_list: 'anything' },
  tracer_provider: { processors, sampler },
  meter_provider: {
    readers: [{ periodic: { interval: 'anything', timeout: 'anything', exporter } }],
    views: [
      {
        selector: { instrument_name: 'anything', unit: 'anything', meter_name: 'anything' },
        stream: {
          name: 'anything',
          description: 'anything',
          aggregation: { default: {}, drop: {}, sum: {}, last_value: {} },
          attribute_keys: { included: 'anything', excluded: 'anything' },
        },
      },
    ],
  },
  logger_provider: {
    processors,
    'logger_configurator/development': {
      default_config: { enabled: 'anything', minimum_severity: 'anything', trace_based: 'anything' },
    },
  },
};

export interface Unsupported {
  readonly name: string;
  readonly offset: number;
  /** What could stand there. */
  readonly known: readonly string[];
}

export function unsupported(root: Node | null): readonly Unsupported[] {
  const found: Unsupported[] = [];
  const walk = (node: unknown, shape: Shape): void => {
    if (shape === 'anything') return;
    if (isSeq(node) && isList(shape)) for (const item of node.items) walk(item, shape[0]);
    if (!isMap(node) || isList(shape)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (inner !== undefined) walk(value, inner);
      else found.push({ name, offset: key.range?.[0] ?? 0, known: Object.keys(shape) });
    }
  };
  walk(root, SUPPORTED);
  return found;
}

const isList = (shape: Exclude<Shape, 'anything'>): shape is readonly [Shape] => Array.isArray(shape);
