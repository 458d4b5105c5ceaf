/** Fills the slot. */
import { insights, provideInsights } from './insights-slot.ts';

/** Rejects when they cannot be loaded; the timeline works without. */
export async function loadInsights(): Promise<void> {
  if (insights() === undefined) provideInsights((await import('./insights.ts')).insights);
}
