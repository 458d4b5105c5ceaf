/** `startActiveSpan` of the API, with its two optional arguments in the middle, over a `startSpan` of one's own. */
import { type Context, context as contextApi, type Span, type SpanOptions, trace } from '@opentelemetry/api';

type StartSpan = (name: string, options?: SpanOptions, parent?: Context) => Span;

/** `around` is what the span's context is made from where no parent is given. */
export function startsActiveSpans(startSpan: StartSpan, around: () => Context) {
  return function startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...rest: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
  ): ReturnType<F> {
    const work = rest.at(-1) as F;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : around();
    const span = startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), () => work(span) as ReturnType<F>);
  };
}
