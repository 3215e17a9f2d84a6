/**
 * What the Redis store does on the server: each script is one atomic step, and each compares before
 * it writes.
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

function script(...parts: readonly string[]): Script {
  const text = parts.join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Numbers are written out: Lua would turn long ones into powers of ten. */
const whole = `
local function whole(number) return string.format('%.0f', number) end`;

/** A span that begins in the future was begun before the clock was set back: it is over. */
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function runs(since, till)
  return tonumber(since or 0) <= now and now < tonumber(till or 0)
end`;

/**
 * A journal's frames are kept in entries of some that came together: `<seq of the last>-<count>`,
 * so that a range begins with the entry that has the first frame wanted. Whole entries, one a line
 * with its id before it, until there is enough.
 */
const entries = `
local function entries(key, after, framesMax, bytesMax)
  local found, frames, bytes, step = {}, 0, 0, 1
  local from = whole(after + 1)
  while true do
    local range = redis.call('XRANGE', key, from, '+', 'COUNT', step)
    for _, entry in ipairs(range) do
      if frames >= framesMax or bytes >= bytesMax and frames > 0 then
        return table.concat(found, '\\n')
      end
      local last, count = string.match(entry[1], '^(%d+)-(%d+)$')
      found[#found + 1] = entry[1] .. ' ' .. entry[2][2]
      frames = frames + math.min(count, last - after)
      bytes = bytes + #entry[2][2]
    end
    if #range < step then return table.concat(found, '\\n') end
    from = '(' .. range[#range][1]
    step = math.min(step * 2, 64)
  end
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

/** KEYS: journal. ARGV: after, lease, token of who claims. */
export const claimJournal = script(
  whole,
  clock,
  `
local held = redis.call('HMGET', KEYS[1], 'fence', 'since', 'until', 'claimant')
local fence = tonumber(held[1] or 0)
if held[4] == ARGV[3] then return {'ok', fence} end
if fence ~= tonumber(ARGV[1]) or runs(held[2], held[3]) then return {'fenced'} end
if fence == 0 then
  redis.call('HSET', KEYS[1], 'first', 1, 'last', 0, 'outcome', '', 'terminal', '', 'closed', 0)
end
redis.call('HSET', KEYS[1], 'fence', whole(fence + 1), 'since', whole(now),
  'until', whole(now + ARGV[2]), 'claimant', ARGV[3])
return {'ok', fence + 1}`,
);

/** KEYS: journal. ARGV: fence, lease. */
export const renewLease = script(
  whole,
  clock,
  `
local journal = redis.call('HMGET', KEYS[1], 'fence', 'outcome')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
redis.call('HSET', KEYS[1], 'since', whole(now), 'until', whole(now + ARGV[2]))
return {'ok', journal[2]}`,
);

/** KEYS: journal. */
export const readLease = script(
  clock,
  `
local held = redis.call('HMGET', KEYS[1], 'fence', 'since', 'until')
return {'ok', tonumber(held[1] or 0), runs(held[2], held[3]) and 1 or 0}`,
);

/**
 * KEYS: journal, frames. ARGV: fence, seq before the first, how many, how many come before a
 * terminal, the terminal's kind or '' (or what is no kind, if it is not the last), whether their
 * seqs go on from there, channel, and then the entries: an id and a text each.
 * What may be the same frames again is `known`: only who has their text can tell.
 */
export const appendFrames = script(
  whole,
  clock,
  `
local journal = redis.call('HMGET', KEYS[1], 'fence', 'last', 'outcome', 'terminal', 'closed')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
local last, outcome, terminal = tonumber(journal[2]), journal[3], journal[4]
local expected, count = tonumber(ARGV[2]), tonumber(ARGV[3])
if count == 0 then return {'ok'} end
local ended = terminal ~= '' and 'journal_closed' or 'journal_conflict'
if expected + count <= last then return {'known', last, outcome, ended, tonumber(journal[5])} end
if terminal ~= '' or expected ~= last or ARGV[6] ~= 'yes' then return {ended, last, outcome} end
if outcome ~= '' and ARGV[4] ~= '0' then return {'journal_closed', last, outcome} end
if ARGV[5] ~= '' and ARGV[5] ~= outcome then return {'journal_conflict', last, outcome} end
for at = 8, #ARGV, 2 do redis.call('XADD', KEYS[2], ARGV[at], 'frames', ARGV[at + 1]) end
local closed = ARGV[5] == '' and 0 or now
redis.call('HSET', KEYS[1], 'last', whole(last + count), 'terminal', ARGV[5],
  'closed', whole(closed))
redis.call('PUBLISH', ARGV[7], '')
return {'ok', closed}`,
);

/** KEYS: journal. ARGV: fence, outcome, detail. */
export const decideOutcome = script(`
local journal = redis.call('HMGET', KEYS[1], 'fence', 'last', 'outcome', 'detail', 'terminal')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
local last = journal[2] - (journal[5] ~= '' and 1 or 0)
if journal[3] ~= '' then return {'ok', journal[3], journal[4], last} end
redis.call('HSET', KEYS[1], 'outcome', ARGV[2], 'detail', ARGV[3])
return {'ok', ARGV[2], ARGV[3], last}`);

/** KEYS: journal, frames. ARGV: after, frames enough, bytes enough. */
export const readFrames = script(
  whole,
  entries,
  `
local first = redis.call('HGET', KEYS[1], 'first')
if not first or ARGV[1] + 1 < tonumber(first) then return {'missing'} end
return {'ok', entries(KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))}`,
);

/** KEYS: journal. */
export const readHead = script(`
local journal = redis.call('HMGET', KEYS[1], 'first', 'last', 'terminal', 'closed')
if not journal[1] then return {'missing'} end
return {'ok', tonumber(journal[1]), tonumber(journal[2]), journal[3], tonumber(journal[4])}`);

/** KEYS: journal. ARGV: for how long. */
export const attendJournal = script(
  whole,
  clock,
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return {'ok'} end
local attended = tonumber(redis.call('HGET', KEYS[1], 'attended') or 0)
redis.call('HSET', KEYS[1], 'attended', whole(math.max(attended, now + ARGV[1])))
return {'ok'}`,
);

/** KEYS: journal, frames. ARGV: seq of the first that is to stay. */
export const trimJournal = script(
  whole,
  clock,
  `
local journal = redis.call('HMGET', KEYS[1], 'first', 'last', 'terminal', 'closed', 'attended')
if not journal[1] or journal[3] == '' then return {'journal_open'} end
if now < tonumber(journal[5] or 0) then return {'attended'} end
local last = tonumber(journal[2])
local first = math.max(tonumber(journal[1]), math.min(tonumber(ARGV[1]), last + 1))
redis.call('HSET', KEYS[1], 'first', whole(first))
redis.call('XTRIM', KEYS[2], 'MINID', whole(first))
return {'ok', first, last, tonumber(journal[4])}`,
);
