/**
 * What the Redis store does on the server with journals: their fence, lease, cell and ends, their
 * frames, and the answers to their prompts.
 *
 * As with all scripts, each may be run twice. None reads what frames and answers say: it is handed
 * what it has to know of them. It decides nothing.
 */
import { clock, script, whole } from './redis-scripts.ts';

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

/**
 * The answers that no frame has closed, one a line with the id of its prompt before it; and the ids
 * alone, to tell whether they are those that who asks has read.
 */
const unclosed = `
local function unclosed(prompts, answered)
  local ids, lines = {}, {}
  for at, id in ipairs(redis.call('ZRANGE', answered, 0, -1)) do
    ids[at] = id .. ' '
    lines[at] = id .. ' ' .. (redis.call('HGET', prompts, 'answer:' .. id) or '')
  end
  return table.concat(ids), table.concat(lines, '\\n')
end`;

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

/**
 * KEYS: journal, prompts, answered. ARGV: fence, lease, whose answers were read. It is `answered`,
 * and nothing is done, while there are others.
 */
export const renewLease = script(
  whole,
  clock,
  unclosed,
  `
local journal = redis.call('HMGET', KEYS[1], 'fence', 'outcome')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
local ids, lines = unclosed(KEYS[2], KEYS[3])
if ids ~= ARGV[3] then return {'answered', ids, lines} end
redis.call('HSET', KEYS[1], 'since', whole(now), 'until', whole(now + ARGV[2]))
return {'ok', journal[2]}`,
);

/** KEYS: journal. */
export const readLease = script(
  clock,
  `
local held = redis.call('HMGET', KEYS[1], 'fence', 'since', 'until', 'outcome')
return {'ok', tonumber(held[1] or 0), runs(held[2], held[3]) and 1 or 0, held[4] or ''}`,
);

/**
 * KEYS: journal, frames; and prompts, answered where there are marks. ARGV: fence, seq before the
 * first, how many, how many of them no decided journal takes, the terminal's kind or '' (or what is
 * no kind, if it is not the last), whether their seqs go on from there, channel, how many marks;
 * then the marks: `asked` or `closed`, the prompt's id and a seq each; then the entries: an id and
 * a text each. What may be the same frames again is `known`: only who has their text can tell.
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
local first = 9 + 3 * ARGV[8]
for at = first, #ARGV, 2 do redis.call('XADD', KEYS[2], ARGV[at], 'frames', ARGV[at + 1]) end
for at = 9, first - 1, 3 do
  local id = ARGV[at + 1]
  if ARGV[at] == 'asked' then redis.call('HSETNX', KEYS[3], 'asked:' .. id, ARGV[at + 2])
  elseif redis.call('HEXISTS', KEYS[3], 'asked:' .. id) == 1 then
    redis.call('HSET', KEYS[3], 'closed:' .. id, ARGV[at + 2])
    redis.call('ZREM', KEYS[4], id)
  end
end
local closed = ARGV[5] == '' and 0 or now
redis.call('HSET', KEYS[1], 'last', whole(last + count), 'terminal', ARGV[5],
  'closed', whole(closed))
redis.call('PUBLISH', ARGV[7], '')
return {'ok', closed}`,
);

/**
 * KEYS: journal, prompts, answered. ARGV: fence, outcome, detail, channel, whose answers were read,
 * and those answers. It is `answered`, and nothing is done, while there are others. What the
 * outcome is decided with is kept beside it, for whoever asks later.
 */
export const decideOutcome = script(
  unclosed,
  `
local journal = redis.call('HMGET', KEYS[1], 'fence', 'last', 'outcome', 'detail', 'content',
  'answers')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
if journal[3] ~= '' then
  return {'ok', journal[3], journal[4], tonumber(journal[5]), journal[6]}
end
local ids, lines = unclosed(KEYS[2], KEYS[3])
if ids ~= ARGV[5] then return {'answered', ids, lines} end
redis.call('HSET', KEYS[1], 'outcome', ARGV[2], 'detail', ARGV[3], 'content', journal[2],
  'answers', ARGV[6])
redis.call('PUBLISH', ARGV[4], '')
return {'ok', ARGV[2], ARGV[3], tonumber(journal[2]), ARGV[6]}`,
);

/** KEYS: journal, prompts, answered. ARGV: the prompt's id, the answer, channel. */
export const answerPrompt = script(`
local id = ARGV[1]
local cell = redis.call('HMGET', KEYS[2], 'asked:' .. id, 'answer:' .. id, 'closed:' .. id)
if cell[2] then return {'held', cell[2]} end
if not cell[1] or cell[3] then return {'gone'} end
if redis.call('HGET', KEYS[1], 'outcome') ~= '' then return {'gone'} end
redis.call('HSET', KEYS[2], 'answer:' .. id, ARGV[2])
redis.call('ZADD', KEYS[3], cell[1], id)
redis.call('PUBLISH', ARGV[3], '')
return {'held', ARGV[2]}`);

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

/** KEYS: journal, frames, prompts, answered. ARGV: seq of the first that is to stay. */
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
if first > last then redis.call('DEL', KEYS[3], KEYS[4]) end
return {'ok', first, last, tonumber(journal[4])}`,
);
