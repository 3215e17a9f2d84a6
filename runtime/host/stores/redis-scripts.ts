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

const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * A journal's frames are kept a batch an entry: its id is \`<seq of its last frame>-0\`, so that a
 * range begins with the entry that has the first frame wanted. Its text is one frame a line, with
 * commas between: a newline never stands within JSON.
 */
const lines = `
local function lines(key, after, framesMax, bytesMax)
  local found, frames, bytes, step = {}, 0, 0, 2
  local from = whole(after + 1) .. '-0'
  while true do
    local entries = redis.call('XRANGE', key, from, '+', 'COUNT', step)
    for _, entry in ipairs(entries) do
      local first, text = tonumber(entry[2][2]), entry[2][4]
      local last = tonumber(string.match(entry[1], '^%d+'))
      local fits = last - first < framesMax - frames and bytes + #text <= bytesMax
      if first > after and fits then
        found[#found + 1] = text
        frames = frames + last - first + 1
        bytes = bytes + #text
      else
        local seq = first - 1
        for line in string.gmatch(text, '[^\\n]+') do
          seq = seq + 1
          if seq > after then
            if frames == framesMax or frames > 0 and bytes + #line > bytesMax then
              return table.concat(found, ',\\n')
            end
            found[#found + 1] = string.gsub(line, ',$', '')
            frames = frames + 1
            bytes = bytes + #line
          end
        end
      end
    end
    if #entries < step then return table.concat(found, ',\\n') end
    from = '(' .. entries[#entries][1]
    step = math.min(step * 2, 64)
  end
end`;

/** KEYS: lock. ARGV: token of who asks, longest hold. A hold ends once somebody else asks. */
export const takeLock = script(
  whole,
  clock,
  `
local lock = redis.call('HMGET', KEYS[1], 'fence', 'holder', 'since')
local fence = tonumber(lock[1] or 0)
if lock[2] == ARGV[1] then return {'ok', fence} end
local left = 0
if lock[2] and lock[2] ~= '' then left = lock[3] + ARGV[2] - now end
if left > 0 then return {'held', left} end
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

/** KEYS: lock, record, summary. ARGV: fence, record, summary, channel. */
export const saveRecord = script(`
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return {'fenced'} end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('PUBLISH', ARGV[4], '')
return {'ok'}`);

/** KEYS: record or summary. */
export const readText = script(`return {'ok', redis.call('GET', KEYS[1])}`);

/** KEYS: index of sessions. ARGV: session. */
export const addSession = script(`redis.call('ZADD', KEYS[1], 0, ARGV[1]) return {'ok'}`);

/** KEYS: index of sessions. ARGV: after, count. */
export const listSessions = script(`
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
return {'ok', redis.call('ZRANGE', KEYS[1], from, '+', 'BYLEX', 'LIMIT', 0, ARGV[2])}`);

/** KEYS: journal. ARGV: after, lease, token of who claims. */
export const claimJournal = script(
  whole,
  clock,
  `
local held = redis.call('HMGET', KEYS[1], 'fence', 'until', 'claimant')
local fence = tonumber(held[1] or 0)
if held[3] == ARGV[3] then return {'ok', fence} end
if fence ~= tonumber(ARGV[1]) or now < tonumber(held[2] or 0) then return {'fenced'} end
if fence == 0 then redis.call('HSET', KEYS[1], 'last', 0, 'outcome', '', 'terminal', '') end
redis.call('HSET', KEYS[1], 'fence', whole(fence + 1), 'until', whole(now + ARGV[2]),
  'claimant', ARGV[3])
return {'ok', fence + 1}`,
);

/** KEYS: journal. ARGV: fence, lease. */
export const renewLease = script(
  whole,
  clock,
  `
local fence = redis.call('HGET', KEYS[1], 'fence')
if not fence then return {'missing'} end
if fence ~= ARGV[1] then return {'fenced'} end
redis.call('HSET', KEYS[1], 'until', whole(now + ARGV[2]))
return {'ok'}`,
);

/** KEYS: journal. */
export const readLease = script(
  clock,
  `
local held = redis.call('HMGET', KEYS[1], 'fence', 'until')
return {'ok', tonumber(held[1] or 0), now < tonumber(held[2] or 0) and 1 or 0}`,
);

/**
 * KEYS: journal, frames. ARGV: fence, seq before the first, how many, their text, how many come
 * before a terminal, the terminal's kind or '' (or what is no kind, if it is not the last), whether
 * their seqs go on from there, channel.
 */
export const appendFrames = script(
  whole,
  lines,
  `
local journal = redis.call('HMGET', KEYS[1], 'fence', 'last', 'outcome', 'terminal')
if not journal[1] then return {'missing'} end
if journal[1] ~= ARGV[1] then return {'fenced'} end
local last, outcome, terminal = tonumber(journal[2]), journal[3], journal[4]
local expected, count = tonumber(ARGV[2]), tonumber(ARGV[3])
if count == 0 then return {'ok'} end
if expected + count <= last and lines(KEYS[2], expected, count, math.huge) == ARGV[4] then
  return {'ok'}
end
if terminal ~= '' then return {'journal_closed', last, outcome} end
if expected ~= last or ARGV[7] ~= 'yes' then return {'journal_conflict', last, outcome} end
if outcome ~= '' and ARGV[5] ~= '0' then return {'journal_closed', last, outcome} end
if ARGV[6] ~= '' and ARGV[6] ~= outcome then return {'journal_conflict', last, outcome} end
last = whole(expected + count)
redis.call('XADD', KEYS[2], last .. '-0', 'first', whole(expected + 1), 'frames', ARGV[4])
redis.call('HSET', KEYS[1], 'last', last, 'terminal', ARGV[6])
redis.call('PUBLISH', ARGV[8], '')
return {'ok'}`,
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

/** KEYS: journal, frames. ARGV: after, frames at most, bytes at most. */
export const readFrames = script(
  whole,
  lines,
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return {'missing'} end
return {'ok', lines(KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))}`,
);

/** KEYS: journal. */
export const readHead = script(`
local journal = redis.call('HMGET', KEYS[1], 'last', 'terminal')
if not journal[1] then return {'missing'} end
return {'ok', 1, tonumber(journal[1]), journal[2]}`);
