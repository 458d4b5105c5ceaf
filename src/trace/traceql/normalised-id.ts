/** Ids may be written short or in capitals, as people copy them: `trace:id = "1A2B"`. What is no id of this intrinsic stays. */
export function normalisedId<T>(intrinsic: string, literal: T): T | string {
  if (typeof literal !== 'string' || !/(?:id|ID)$/.test(intrinsic) || !/^[0-9a-fA-F]+$/.test(literal))
    return literal;
  return literal.toLowerCase().padStart(/trace/i.test(intrinsic) ? 32 : 16, '0');
}
