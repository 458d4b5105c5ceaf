/**
 * What Redis does for the exchange in one step each, so that no other replica comes between.
 *
 *   PREFIXlog:STREAM    the entries, a Redis stream: id `NUMBER-0`, fields f (replica) and d (data)
 *   PREFIXmeta:STREAM   a hash: newest (number), bytes (kept), and by replica the last that it appended, `w:REPLICA` = COUNT:NUMBER
 *   PREFIXheld:KEY      the places that are taken, a sorted set: who has one, until when (Unix milliseconds)
 *   PREFIXvalue:KEY, PREFIXbucket:KEY, PREFIXwake:REPLICA
 */
import { defineScript } from '@redis/client';

/**
 * As `beginningOfLife` in `exchange.ts`. No number is given out again that the replica knows (`above`), whatever the clock
 * says and however soon after its beginning the life before was lost.
 */
const BEGIN = `
local function begin(meta, above)
  local newest = redis.call('HGET', meta, 'newest')
  if newest and tonumber(newest) >= above then return end
  if not newest then redis.call('HSET', meta, 'bytes', 0) end
  local atLeast = newest and 0 or tonumber(redis.call('TIME')[1]) * 1048576
  redis.call('HSET', meta, 'newest', string.format('%.0f', math.max(above, atLeast)))
end`;

/**
 * A batch of entries of one replica, all or none. After a broken connection a batch may come a second time: what was kept
 * of it is known by the replica's count, and only its number is answered.
 *
 * KEYS: meta and log of each entry; ARGV: the replica, then six for each entry.
 */
const APPEND = `${BEGIN}
local replica = ARGV[1]
local answer = {}
for i = 1, #KEYS / 2 do
  local meta, log = KEYS[2 * i - 1], KEYS[2 * i]
  local at = 2 + (i - 1) * 6
  local count, above, entries = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local bytes, keepMs, data = tonumber(ARGV[at + 3]), ARGV[at + 4], ARGV[at + 5]
  local lastCount, lastId = string.match(redis.call('HGET', meta, 'w:' .. replica) or '', '^(%d+):(%d+)$')
  if lastCount and tonumber(lastCount) >= count then
    answer[i] = lastId
  else
    begin(meta, above)
    local id = string.format('%.0f', redis.call('HINCRBY', meta, 'newest', 1))
    redis.call('XADD', log, id .. '-0', 'f', replica, 'd', data)
    redis.call('HSET', meta, 'w:' .. replica, count .. ':' .. id)
    local kept = redis.call('XLEN', log)
    local keptBytes = redis.call('HINCRBY', meta, 'bytes', #data)
    while kept > 1 and (kept > entries or keptBytes > bytes) do
      local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
      redis.call('XDEL', log, oldest[1])
      kept = kept - 1
      keptBytes = redis.call('HINCRBY', meta, 'bytes', -#oldest[2][4])
    end
    redis.call('PEXPIRE', log, keepMs)
    redis.call('PEXPIRE', meta, keepMs)
    answer[i] = id
  end
end
return answer`;

const DROP = `
redis.call('DEL', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'bytes', 0) end`;

const SET = `
if ARGV[3] ~= 'always' then
  local value = redis.call('GET', KEYS[1])
  if ARGV[3] == 'none' and value then return 0 end
  if ARGV[3] == 'this' and value ~= ARGV[4] then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** The token bucket of `token-bucket.ts`, by the clock of Redis. It is forgotten when it must be full again. */
const TAKE = `
local perSecond, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if known[1] then tokens = math.min(burst, tonumber(known[1]) + math.max(0, nowMs - tonumber(known[2])) / 1000 * perSecond) end
local taken = math.min(wanted, math.floor(tokens))
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens - taken), 'at', string.format('%.3f', nowMs))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(86400000, burst / perSecond * 1000 + 1000)))
return taken`;

/** Places whose time is over are free: who has one says so again before (`held-places.ts`), and is never refused then. */
const HOLD = `
local who, atOnce, keepMs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', nowMs))
if redis.call('ZCARD', KEYS[1]) >= atOnce then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', nowMs + keepMs), who)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

type Parser = Parameters<Parameters<typeof defineScript>[0]['parseCommand']>[0];

export interface Appended {
  readonly meta: string;
  readonly log: string;
  /** Of this replica. */
  readonly count: number;
  /** The newest number that this replica knows in the stream. */
  readonly above: number;
  readonly entries: number;
  readonly chars: number;
  readonly keepMs: number;
  readonly data: string;
}

export const exchangeScripts = {
  appendEntries: defineScript({
    SCRIPT: APPEND,
    parseCommand(parser: Parser, replica: string, appended: readonly Appended[]) {
      parser.push(`${appended.length * 2}`);
      for (const { meta, log } of appended) parser.pushKeys([meta, log]);
      parser.push(replica);
      for (const { count, above, entries, chars, keepMs, data } of appended)
        parser.push(`${count}`, `${above}`, `${entries}`, `${chars}`, `${Math.ceil(keepMs)}`, data);
    },
    transformReply: (reply: unknown) => (reply as readonly string[]).map(Number),
  }),
  dropEntries: defineScript({
    SCRIPT: DROP,
    NUMBER_OF_KEYS: 2,
    parseCommand(parser: Parser, meta: string, log: string) {
      parser.pushKeys([meta, log]);
    },
    transformReply: (): void => {},
  }),
  setValue: defineScript({
    SCRIPT: SET,
    NUMBER_OF_KEYS: 1,
    parseCommand(
      parser: Parser,
      key: string,
      value: string,
      keepMs: number,
      expecting: string | null | undefined,
    ) {
      parser.pushKey(key);
      parser.push(value, `${Math.max(1, Math.ceil(keepMs))}`);
      if (expecting === undefined) parser.push('always');
      else if (expecting === null) parser.push('none');
      else parser.push('this', expecting);
    },
    transformReply: (reply: unknown) => reply === 1,
  }),
  takeTokens: defineScript({
    SCRIPT: TAKE,
    NUMBER_OF_KEYS: 1,
    parseCommand(parser: Parser, key: string, perSecond: number, burst: number, wanted: number) {
      parser.pushKey(key);
      parser.push(`${perSecond}`, `${burst}`, `${wanted}`);
    },
    transformReply: (reply: unknown) => Number(reply),
  }),
  holdPlace: defineScript({
    SCRIPT: HOLD,
    NUMBER_OF_KEYS: 1,
    parseCommand(parser: Parser, key: string, who: string, atOnce: number, keepMs: number) {
      parser.pushKey(key);
      parser.push(who, `${atOnce}`, `${keepMs}`);
    },
    transformReply: (reply: unknown) => reply === 1,
  }),
};
