/**
 * What the schema allows and the SDK for JavaScript throws at, or takes for something else. Told at its line, like
 * everything that cannot be made here: whoever wrote it gets no answer of a failing server, and no setting that does nothing.
 */
import type { ConfigurationModel, ViewConfigModel } from '@opentelemetry/configuration';

export interface SdkLimit {
  /** Where in the model. */
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}
type Told = Omit<SdkLimit, 'path'> & { readonly below: readonly string[] };

export function sdkLimits({ meter_provider }: ConfigurationModel): readonly SdkLimit[] {
  const { readers = [], views = [] } = meter_provider ?? {};
  const limits: SdkLimit[] = [];
  for (const [index, { periodic }] of readers.entries())
    if (periodic?.interval === 0)
      limits.push({
        path: ['meter_provider', 'readers', String(index), 'periodic', 'interval'],
        message: '`interval` has to be more than 0 for this SDK.',
        hint: 'It counts milliseconds. Left out, it is a minute.',
      });
  for (const [index, view] of views.entries())
    for (const { below, ...told } of viewLimits(view))
      limits.push({ path: ['meter_provider', 'views', String(index), ...below], ...told });
  return limits;
}

const hasWildcard = (text: string): boolean => /[*?]/.test(text);

function viewLimits({ selector, stream }: ViewConfigModel): readonly Told[] {
  const limits: Told[] = [];
  const { instrument_name: instrument, unit, meter_name: meter } = selector;
  if (!instrument && !unit && !meter)
    limits.push({
      below: ['selector'],
      message: 'A selector without a condition selects nothing in this SDK.',
      hint: 'Say which instrument: `instrument_name: ...`. All of them are `instrument_name: "*"`.',
    });
  else if (stream.name && (!instrument || hasWildcard(instrument)))
    limits.push({
      below: ['stream', 'name'],
      message: 'A `name` is for one instrument, and this selector may select several.',
      hint: 'Write the `instrument_name` of the selector in full, or leave out the name of the stream.',
    });
  for (const list of ['included', 'excluded'] as const)
    for (const [index, key] of (stream.attribute_keys?.[list] ?? []).entries())
      if (hasWildcard(key))
        limits.push({
          below: ['stream', 'attribute_keys', list, String(index)],
          message: `\`${key}\` is a pattern, and this SDK would take it for the name of an attribute.`,
          hint: 'Name each attribute in full.',
        });
  return limits;
}
