/** A size as people are told it, without its unit: "2.4 of 6.1 MB" needs it once. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
