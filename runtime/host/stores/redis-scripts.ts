/**
 * What the Redis store does on the server: each script is one atomic step, and each compares before
 * it writes.
 *
 * A script answers with an array whose first entry is `ok` or the code of the error. Each of them
 * can be run twice with the same arguments and has then been run once: so a call whose answer was
 * lost on the way is simply made again. Time is the server's own. Every key that a script touches
 * is handed to it, and all of them have the session's hash tag. It decides nothing.
 */
import { clock, entries, hash, script, text, whole } from './redis-lua.ts';

export const lockHash = hash('fence', 'holder', 'since', 'saved');
export const journalHash = hash(
  'fence',
  'since',
  'until',
  'claimant',
  'first',
  'last',
  'outcome',
  'detail',
  'terminal',
  'closed',
  'attended',
);

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

/** KEYS: journal. ARGV: after, lease, token of who claims. */
export const claimJournal = script(
  whole,
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
local fence = tonumber(journal.fence or 0)
if journal.claimant == ARGV[3] then return {'ok', fence} end
if fence ~= tonumber(ARGV[1]) or runs(journal.since, journal['until']) then return {'fenced'} end
if fence == 0 then
  keep(KEYS[1], journal, 'first', '1', 'last', '0', 'outcome', '', 'terminal', '', 'closed', '0')
end
keep(KEYS[1], journal, 'fence', whole(fence + 1), 'since', whole(now),
  'until', whole(now + ARGV[2]), 'claimant', ARGV[3])
return {'ok', fence + 1}`,
);

/** KEYS: journal. ARGV: fence, lease. */
export const renewLease = script(
  whole,
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'missing'} end
if journal.fence ~= ARGV[1] then return {'fenced'} end
keep(KEYS[1], journal, 'since', whole(now), 'until', whole(now + ARGV[2]))
return {'ok', journal.outcome}`,
);

/** KEYS: journal. */
export const readLease = script(
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
local isLive = runs(journal.since, journal['until'])
return {'ok', tonumber(journal.fence or 0), isLive and 1 or 0}`,
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
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'missing'} end
if journal.fence ~= ARGV[1] then return {'fenced'} end
local last, outcome, terminal = tonumber(journal.last), journal.outcome, journal.terminal
local expected, count = tonumber(ARGV[2]), tonumber(ARGV[3])
if count == 0 then return {'ok'} end
local ended = terminal ~= '' and 'journal_closed' or 'journal_conflict'
local at = tonumber(journal.closed)
if expected + count <= last then return {'known', last, outcome, ended, at} end
if terminal ~= '' or expected ~= last or ARGV[6] ~= 'yes' then return {ended, last, outcome} end
if outcome ~= '' and ARGV[4] ~= '0' then return {'journal_closed', last, outcome} end
if ARGV[5] ~= '' and ARGV[5] ~= outcome then return {'journal_conflict', last, outcome} end
for at = 8, #ARGV, 2 do redis.call('XADD', KEYS[2], ARGV[at], 'frames', ARGV[at + 1]) end
local closed = ARGV[5] == '' and 0 or now
keep(KEYS[1], journal, 'last', whole(last + count), 'terminal', ARGV[5], 'closed', whole(closed))
redis.call('PUBLISH', ARGV[7], '')
return {'ok', closed}`,
);

/** KEYS: journal. ARGV: fence, outcome, detail. */
export const decideOutcome = script(
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'missing'} end
if journal.fence ~= ARGV[1] then return {'fenced'} end
local last = journal.last - (journal.terminal ~= '' and 1 or 0)
if journal.outcome ~= '' then return {'ok', journal.outcome, journal.detail, last} end
keep(KEYS[1], journal, 'outcome', ARGV[2], 'detail', ARGV[3])
return {'ok', ARGV[2], ARGV[3], last}`,
);

/** KEYS: journal, frames. ARGV: after, frames enough, bytes enough. */
export const readFrames = script(
  whole,
  entries,
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.first or ARGV[1] + 1 < tonumber(journal.first) then return {'missing'} end
local found = entries(KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))
local isMore = ARGV[2] ~= '0' and tonumber(ARGV[1]) < tonumber(journal.last)
if found == '' and isMore then damaged(KEYS[2] .. ': frames are gone') end
return {'ok', found}`,
);

/** KEYS: journal. */
export const readHead = script(
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.first then return {'missing'} end
local first, last, closed = tonumber(journal.first), tonumber(journal.last), journal.closed
return {'ok', first, last, journal.terminal, tonumber(closed)}`,
);

/** KEYS: journal. ARGV: for how long. */
export const attendJournal = script(
  whole,
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'ok'} end
local attended = tonumber(journal.attended or 0)
keep(KEYS[1], journal, 'attended', whole(math.max(attended, now + ARGV[1])))
return {'ok'}`,
);

/** KEYS: journal, frames. ARGV: seq of the first that is to stay. */
export const trimJournal = script(
  whole,
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
if not journal.first or journal.terminal == '' then return {'journal_open'} end
if now < tonumber(journal.attended or 0) then return {'attended'} end
local last = tonumber(journal.last)
local first = math.max(tonumber(journal.first), math.min(tonumber(ARGV[1]), last + 1))
keep(KEYS[1], journal, 'first', whole(first))
redis.call('XTRIM', KEYS[2], 'MINID', whole(first))
return {'ok', first, last, tonumber(journal.closed)}`,
);
