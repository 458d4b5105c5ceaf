import { expect, it } from 'vitest';
import { dedent, describeTree, traceTable, traceText } from '../../support/trace-text.ts';

const text = dedent(`
  building-api  GET /units  |0-120ms|  @kind=server  http.route=/units
    building-api  SELECT units  |5-12.5ms|  @kind=client  db.query.text="SELECT 1"  rows=3  ratio=0.5  hit=false
    device-gateway  GET /devices  |20ms-|  @kind=unspecified  @status=error
  device-gateway  lost  |30-40ms|  @kind=internal  @parent=absent
  ---
  event-worker  process  |200-300ms|  @kind=consumer
`);

it('is written as it is read', () => {
  const attributes = ['http.route', 'db.query.text', 'rows', 'ratio', 'hit'];
  expect(describeTree(traceTable(text), { times: true, kinds: true, attributes })).toBe(text);
});

it('is the same OTLP each time', () => {
  expect(traceText(text)).toEqual(traceText(text));
});

it('refuses a line it does not understand, with the line', () => {
  expect(() => traceText('api  GET /units 0-5ms')).toThrow('GET /units 0-5ms');
  expect(() => traceText('api  GET /units  |soon|')).toThrow('|soon|');
  expect(() => traceText('api  GET /units  |0-5ms|  @kind=sever')).toThrow('"sever" is none of');
});
