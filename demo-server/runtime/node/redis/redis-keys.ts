/** Names in Redis. All begin alike, so that one Redis can serve others too. */
export interface RedisKeys {
  meta(stream: string): string;
  log(stream: string): string;
  value(key: string): string;
  bucket(key: string): string;
  held(key: string): string;
  wake(replica: string): string;
  /** Of the key of a log; undefined for others. */
  streamOf(key: string): string | undefined;
}

export function redisKeys(prefix: string): RedisKeys {
  const logs = `${prefix}log:`;
  return {
    meta: (stream) => `${prefix}meta:${stream}`,
    log: (stream) => logs + stream,
    value: (key) => `${prefix}value:${key}`,
    bucket: (key) => `${prefix}bucket:${key}`,
    held: (key) => `${prefix}held:${key}`,
    wake: (replica) => `${prefix}wake:${replica}`,
    streamOf: (key) => (key.startsWith(logs) ? key.slice(logs.length) : undefined),
  };
}
