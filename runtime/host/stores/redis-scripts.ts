/**
 * What the Redis store does on the server: each script is one atomic step, and each compares before
 * it writes. Those of journals are in `redis-journal-scripts.ts`.
 *
 * A script answers with an array whose first entry is `ok` or the code of the error. Each of them
 * can be run twice with the same arguments and has then been run once: so a call whose answer was
 * lost on the way is simply made again. Time is the server's own. Every key that a script touches
 * is handed to it, and all of them have the session's hash tag. It decides nothing.
 */
import { createHash } from 'node:crypto';

export interface Script {
  readonly text: string;
  /** What EVALSHA calls it by. */
  readonly sha: string;
}

export function script(...parts: readonly string[]): Script {
  const text = parts.join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Numbers are written out: Lua would turn long ones into powers of ten. */
export const whole = `
local function whole(number) return string.format('%.0f', number) end`;

/** A span that begins in the future was begun before the clock was set back: it is over. */
export const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function runs(since, till)
  return tonumber(since or 0) <= now and now < tonumber(till or 0)
end`;

/** Text of a key, or why there is none: something else may lie where a text belongs. */
const text = `
local damage = nil
local function text(key)
  local found = redis.pcall('GET', key)
  if type(found) == 'table' then damage = key .. ': ' .. found.err end
  return found
end`;

/** KEYS: lock. ARGV: token of who asks, longest hold. A hold ends once somebody else asks. */
export const takeLock = script(
  whole,
  clock,
  `
local lock = redis.call('HMGET', KEYS[1], 'fence', 'holder', 'since')
local fence = tonumber(lock[1] or 0)
if lock[2] == ARGV[1] then return {'ok', fence} end
if lock[2] and lock[2] ~= '' then
  local till = lock[3] + ARGV[2]
  if runs(lock[3], till) then return {'held', till - now} end
end
redis.call('HSET', KEYS[1], 'fence', whole(fence + 1), 'holder', ARGV[1], 'since', whole(now))
return {'ok', fence + 1}`,
);

/** KEYS: lock. ARGV: fence, channel. */
export const giveLock = script(`
local lock = redis.call('HMGET', KEYS[1], 'fence', 'holder')
if lock[1] == ARGV[1] and lock[2] ~= '' then
  redis.call('HSET', KEYS[1], 'holder', '')
  redis.call('PUBLISH', ARGV[2], '')
end
return {'ok'}`);

/** KEYS: record, summary or backup. */
export const readText = script(
  text,
  `
local found = text(KEYS[1])
if damage then return {'damaged', damage} end
return {'ok', found}`,
);

/** KEYS: lock, record, summary, backup. */
export const readKept = script(
  text,
  `
local lock = redis.call('HMGET', KEYS[1], 'fence', 'saved')
local record, summary, backup = text(KEYS[2]), text(KEYS[3]), text(KEYS[4])
if damage then return {'damaged', damage} end
return {'ok', tonumber(lock[1] or 0), tonumber(lock[2] or 0), record, summary, backup}`,
);

/**
 * KEYS: lock, record, summary, backup. ARGV: fence or '' for none, how many saves there had been,
 * record, summary, backup or '' for the one that is there, channel or '' for no wake-up.
 */
export const writeKept = script(`
local lock = redis.call('HMGET', KEYS[1], 'fence', 'saved')
if ARGV[1] ~= '' and lock[1] ~= ARGV[1] then return {'fenced'} end
if (lock[2] or '0') ~= ARGV[2] then return {'changed'} end
redis.call('HINCRBY', KEYS[1], 'saved', 1)
redis.call('MSET', KEYS[2], ARGV[3], KEYS[3], ARGV[4])
if ARGV[5] ~= '' then redis.call('SET', KEYS[4], ARGV[5]) end
if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[6], '') end
return {'ok'}`);

/** KEYS: an index, of sessions or of closed journals. ARGV: what to put there. */
export const addToIndex = script(`redis.call('ZADD', KEYS[1], 0, ARGV[1]) return {'ok'}`);

/** KEYS: an index. ARGV: what to take away. */
export const dropFromIndex = script(`redis.call('ZREM', KEYS[1], ARGV[1]) return {'ok'}`);

/** KEYS: an index. ARGV: after, count. */
export const listIndex = script(`
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
return {'ok', redis.call('ZRANGE', KEYS[1], from, '+', 'BYLEX', 'LIMIT', 0, ARGV[2])}`);
