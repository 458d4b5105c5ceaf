/**
 * What a month of traces costs, from the reader's own figures. Bytes are decimal (1 GB = 10^9 B), as bills count them; a
 * month has 30 days.
 *
 *   requests --x spans--> spans made --keep--> spans sent --x bytes--> GB sent --x days kept--> GB stored
 */
export interface CostInputs {
  readonly requestsPerSecond: number;
  readonly spansPerRequest: number;
  /** As sent: OTLP, before compression. */
  readonly bytesPerSpan: number;
  /** Share of ordinary traces that is kept, 0 to 1. */
  readonly keptShare: number;
  /** Share of requests that fail, 0 to 1. */
  readonly failingShare: number;
  /** Tail sampling keeps every failing trace, whatever `keptShare` says. Head sampling cannot. */
  readonly keepsErrors: boolean;
  readonly pricePerGbSent: number;
  readonly pricePerGbMonth: number;
  readonly retentionDays: number;
}

export interface Cost {
  readonly spansMadePerMonth: number;
  readonly spansSentPerMonth: number;
  readonly gbSentPerMonth: number;
  /** Once the first traces reach the end of their retention. */
  readonly gbStored: number;
  readonly moneyPerMonth: number;
  readonly failingTracesLostPerMonth: number;
  /** Traces a day in which something used by one request in a thousand is seen. */
  readonly rareSightingsPerDay: number;
}

const DAY_SECONDS = 86_400;
const MONTH_DAYS = 30;
const GB_BYTES = 1e9;
const RARE_SHARE = 1 / 1000;

export function telemetryCost(inputs: CostInputs): Cost {
  const { requestsPerSecond, keptShare, failingShare, keepsErrors, retentionDays } = inputs;
  const requestsPerDay = requestsPerSecond * DAY_SECONDS;
  const failingKept = keepsErrors ? 1 : keptShare;
  const sentShare = failingShare * failingKept + (1 - failingShare) * keptShare;
  const spansPerDay = requestsPerDay * inputs.spansPerRequest;
  const gbSentPerDay = (spansPerDay * sentShare * inputs.bytesPerSpan) / GB_BYTES;
  const gbStored = gbSentPerDay * retentionDays;
  return {
    spansMadePerMonth: spansPerDay * MONTH_DAYS,
    spansSentPerMonth: spansPerDay * sentShare * MONTH_DAYS,
    gbSentPerMonth: gbSentPerDay * MONTH_DAYS,
    gbStored,
    moneyPerMonth: gbSentPerDay * MONTH_DAYS * inputs.pricePerGbSent + gbStored * inputs.pricePerGbMonth,
    failingTracesLostPerMonth: requestsPerDay * MONTH_DAYS * failingShare * (1 - failingKept),
    rareSightingsPerDay: requestsPerDay * RARE_SHARE * sentShare,
  };
}
