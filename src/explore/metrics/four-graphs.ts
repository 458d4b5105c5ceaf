/**
 * The four graphs of the talk for the building: how many hubs come back, how much goes through the queue, how long somebody
 * waits, and what all of it causes in the database. Each from the instrument that counts it.
 */
import type { Graph } from '../charts/graphs.tsx';
import { PERCENTILES } from './chart-of-instrument.ts';
import { chartOf, growthLine, type LabelledLine, percentileLines, sumLine } from './lines.ts';
import type { InstrumentHistory, MetricStream } from './metric-history.ts';

const CONNECTIONS = 'bldg.hub.connections';
const MESSAGES = { sent: 'messaging.client.sent.messages', handled: 'messaging.client.consumed.messages' };
const LATENCY = { service: 'building-api', name: 'http.server.request.duration' };
const QUERIES = 'db.client.operation.duration';
const WRITES = ['INSERT', 'UPDATE', 'DELETE'] as const;

/** Undefined where nobody reports what they are made of: then this is not the building. */
export function fourGraphs(instruments: readonly InstrumentHistory[]): readonly Graph[] | undefined {
  if (!instruments.some(({ metric }) => metric.name === LATENCY.name && metric.service === LATENCY.service))
    return undefined;
  const streamsOf = (name: string, service?: string): readonly MetricStream[] =>
    instruments
      .filter(({ metric }) => metric.name === name && (service === undefined || metric.service === service))
      .flatMap(({ streams }) => streams);
  const growing = (label: string, name: string): LabelledLine => ({
    label,
    values: sumLine(streamsOf(name).map((stream) => growthLine(stream))),
  });
  const writes = WRITES.map((operation) => ({
    label: operation,
    values: sumLine(
      streamsOf(QUERIES)
        .filter((stream) => attributeOf(stream, 'db.operation.name') === operation)
        .map((stream) => growthLine(stream, ({ count = 0 }) => count)),
    ),
  }));
  const latency = percentileLines(streamsOf(LATENCY.name, LATENCY.service), PERCENTILES);
  return [
    {
      title: 'Hub connections per second',
      instruments: [CONNECTIONS],
      data: chartOf([growing('opened', CONNECTIONS)], '1/s'),
    },
    {
      title: 'Queue messages per second',
      instruments: Object.values(MESSAGES),
      data: chartOf([growing('sent', MESSAGES.sent), growing('handled', MESSAGES.handled)], '1/s'),
    },
    { title: 'Request latency', instruments: [LATENCY.name], data: chartOf(latency, 's') },
    { title: 'Row writes per second', instruments: [QUERIES], data: chartOf(writes, '1/s') },
  ];
}

const attributeOf = ({ points }: MetricStream, key: string): unknown =>
  points.at(-1)?.point.attributes.get(key);
