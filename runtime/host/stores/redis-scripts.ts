/**
 * What the Redis store does on the server: each script is one atomic step, and each compares before
 * it writes. Those of journals are in `redis-journal-scripts.ts`.
 *
 * A script answers with an array whose first entry is `ok` or the code of the error. Each of them
 * can be run twice with the same arguments and has then been run once: so a call whose answer was
 * lost on the way is simply made again. Time is the server's own. Every key that a script touches
 * is handed to it, and all of them have the session's hash tag. It decides nothing.
 */
import { clock, hash, script, text, whole } from './redis-lua.ts';

export const lockHash = hash('fence', 'holder', 'since', 'saved');

/** KEYS: lock. ARGV: token of who asks, longest hold. A hold ends once somebody else asks. */
export const takeLock = script(
  whole,
  clock,
  lockHash,
  `
local lock = opened(KEYS[1])
local fence = tonumber(lock.fence or 0)
if lock.holder == ARGV[1] then return {'ok', fence} end
if lock.holder and lock.holder ~= '' then
  local till = lock.since + ARGV[2]
  if runs(lock.since, till) then return {'held', till - now} end
end
keep(KEYS[1], lock, 'fence', whole(fence + 1), 'holder', ARGV[1], 'since', whole(now))
return {'ok', fence + 1}`,
);

/** KEYS: lock. ARGV: fence, channel. */
export const giveLock = script(
  lockHash,
  `
local lock = opened(KEYS[1])
if lock.fence == ARGV[1] and lock.holder ~= '' then
  keep(KEYS[1], lock, 'holder', '')
  redis.call('PUBLISH', ARGV[2], '')
end
return {'ok'}`,
);

/** KEYS: record, summary or backup. */
export const readText = script(
  text,
  `
return {'ok', text(KEYS[1])}`,
);

/** KEYS: lock, record, summary, backup. Who only reads has nothing to do with the lock. */
export const readTexts = script(
  text,
  `
return {'ok', 0, 0, text(KEYS[2]), text(KEYS[3]), text(KEYS[4])}`,
);

/** KEYS: lock, record, summary, backup. */
export const readKept = script(
  text,
  lockHash,
  `
local lock = opened(KEYS[1])
local fence, saved = tonumber(lock.fence or 0), tonumber(lock.saved or 0)
return {'ok', fence, saved, text(KEYS[2]), text(KEYS[3]), text(KEYS[4])}`,
);

/**
 * KEYS: lock, record, summary, backup. ARGV: fence or '' for none, how many saves there had been,
 * record, summary, backup or '' for the one that is there, channel or '' for no wake-up.
 */
export const writeKept = script(
  whole,
  lockHash,
  `
local lock = opened(KEYS[1])
if ARGV[1] ~= '' and lock.fence ~= ARGV[1] then return {'fenced'} end
if (lock.saved or '0') ~= ARGV[2] then return {'changed'} end
keep(KEYS[1], lock, 'saved', whole(ARGV[2] + 1))
redis.call('MSET', KEYS[2], ARGV[3], KEYS[3], ARGV[4])
if ARGV[5] ~= '' then redis.call('SET', KEYS[4], ARGV[5]) end
if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[6], '') end
return {'ok'}`,
);

/** KEYS: an index, of sessions or of closed journals. ARGV: what to put there. */
export const addToIndex = script(`redis.call('ZADD', KEYS[1], 0, ARGV[1]) return {'ok'}`);

/** KEYS: an index. ARGV: what to take away. */
export const dropFromIndex = script(`redis.call('ZREM', KEYS[1], ARGV[1]) return {'ok'}`);

/** KEYS: an index. ARGV: after, count. */
export const listIndex = script(`
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
return {'ok', redis.call('ZRANGE', KEYS[1], from, '+', 'BYLEX', 'LIMIT', 0, ARGV[2])}`);
