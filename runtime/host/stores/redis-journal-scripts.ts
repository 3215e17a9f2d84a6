/**
 * What the Redis store does on the server with journals: their fence, lease, cell and ends, their
 * frames, and the answers to their prompts.
 *
 * As with all scripts, each may be run twice. None reads what frames and answers say: it is handed
 * what it has to know of them. It decides nothing.
 */
import { clock, entries, hash, script, whole } from './redis-lua.ts';

export const journalHash = hash(
  'fence',
  'since',
  'until',
  'claimant',
  'first',
  'last',
  'outcome',
  'detail',
  'content',
  'answers',
  'answered',
  'terminal',
  'closed',
  'attended',
);

/**
 * The cell of a prompt: `<seq that asked> <1 if closed, or 0> <answer>`, and its seal before it.
 * Nil where there is none, false where it is damaged: what nobody can read stays as it is, and
 * stops no journal.
 */
const cells = `
local function cellSeal(key, id, cell)
  return string.sub(redis.sha1hex(table.concat({key, id, cell}, '\\n')), 1, 8)
end
local function cellOf(key, id)
  local found = redis.pcall('HGET', key, id)
  if not found then return nil end
  if type(found) == 'table' then return false end
  local cell = string.sub(found, 9)
  if string.sub(found, 1, 8) ~= cellSeal(key, id, cell) then return false end
  local seq, closed, answer = string.match(cell, '^(%d+) ([01]) (.*)$')
  return {seq = seq, closed = closed, answer = answer}
end
local function keepCell(key, id, seq, closed, answer)
  local cell = table.concat({seq, closed, answer}, ' ')
  redis.call('HSET', key, id, cellSeal(key, id, cell) .. cell)
end`;

/**
 * A journal's field `answered` lists the prompts whose answer no frame has closed, in their order:
 * a line `<seq that asked> <id>` for each. `relisted` is that list without a prompt, or with it
 * at its place; `unclosed` is those answers, one a line with the id before it, and the ids of
 * those that are damaged.
 */
const answered = `${cells}
local function relisted(list, id, seq)
  local before, after = '', ''
  for line, at, other in string.gmatch(list or '', '((%d+) (%S*)\\n)') do
    if other ~= id and seq and tonumber(at) > tonumber(seq) then after = after .. line
    elseif other ~= id then before = before .. line end
  end
  return before .. (seq and seq .. ' ' .. id .. '\\n' or '') .. after
end
local function unclosed(key, list)
  local lines, lost = {}, {}
  for id in string.gmatch(list or '', '%d+ (%S*)\\n') do
    local cell = cellOf(key, id)
    if cell and cell.answer ~= '' then lines[#lines + 1] = id .. ' ' .. cell.answer
    else lost[#lost + 1] = id end
  end
  return table.concat(lines, '\\n'), lost
end`;

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

/** KEYS: journal, prompts. ARGV: fence, lease. */
export const renewLease = script(
  whole,
  clock,
  journalHash,
  answered,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'missing'} end
if journal.fence ~= ARGV[1] then return {'fenced'} end
keep(KEYS[1], journal, 'since', whole(now), 'until', whole(now + ARGV[2]))
return {'ok', journal.outcome, unclosed(KEYS[2], journal.answered)}`,
);

/** KEYS: journal. */
export const readLease = script(
  clock,
  journalHash,
  `
local journal = opened(KEYS[1])
local isLive = runs(journal.since, journal['until'])
return {'ok', tonumber(journal.fence or 0), isLive and 1 or 0, journal.outcome or ''}`,
);

/**
 * KEYS: journal, frames; and prompts where there are marks. ARGV: fence, seq before the first, how
 * many, how many of them no decided journal takes, the terminal's kind or '' (or what is no kind,
 * if it is not the last), whether their seqs go on from there, channel, how many marks; then the
 * marks: `asked` or `closed`, the prompt's id and a seq each; then the entries: an id and a text
 * each. What may be the same frames again is `known`: only who has their text can tell.
 */
export const appendFrames = script(
  whole,
  clock,
  journalHash,
  answered,
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
local first = 9 + 3 * ARGV[8]
for at = first, #ARGV, 2 do redis.call('XADD', KEYS[2], ARGV[at], 'frames', ARGV[at + 1]) end
local list = journal.answered or ''
for at = 9, first - 1, 3 do
  local id = ARGV[at + 1]
  local cell = cellOf(KEYS[3], id)
  if ARGV[at] == 'asked' then
    if cell == nil then keepCell(KEYS[3], id, ARGV[at + 2], 0, '') end
  else
    list = relisted(list, id)
    if cell then keepCell(KEYS[3], id, cell.seq, 1, cell.answer) end
  end
end
local closed = ARGV[5] == '' and 0 or now
keep(KEYS[1], journal, 'last', whole(last + count), 'terminal', ARGV[5], 'closed', whole(closed),
  'answered', list)
redis.call('PUBLISH', ARGV[7], '')
return {'ok', closed}`,
);

/**
 * KEYS: journal, prompts. ARGV: fence, outcome, detail, channel. What the outcome is decided with
 * is kept beside it, for whoever asks later.
 */
export const decideOutcome = script(
  journalHash,
  answered,
  `
local journal = opened(KEYS[1])
if not journal.fence then return {'missing'} end
if journal.fence ~= ARGV[1] then return {'fenced'} end
local lost = {}
if journal.outcome == '' then
  local lines
  lines, lost = unclosed(KEYS[2], journal.answered)
  keep(KEYS[1], journal, 'outcome', ARGV[2], 'detail', ARGV[3], 'content', journal.last,
    'answers', lines)
  redis.call('PUBLISH', ARGV[4], '')
end
return {'ok', journal.outcome, journal.detail, tonumber(journal.content), journal.answers, lost}`,
);

/** KEYS: journal, prompts. ARGV: the prompt's id, the answer, channel. */
export const answerPrompt = script(
  journalHash,
  answered,
  `
local journal = opened(KEYS[1])
local id = ARGV[1]
local cell = cellOf(KEYS[2], id)
if cell == nil then return {'gone'} end
if not cell then damaged(KEYS[2] .. '/' .. id) end
if cell.answer ~= '' then return {'held', cell.answer} end
if cell.closed == '1' or journal.outcome ~= '' then return {'gone'} end
keepCell(KEYS[2], id, cell.seq, cell.closed, ARGV[2])
keep(KEYS[1], journal, 'answered', relisted(journal.answered, id, cell.seq))
redis.call('PUBLISH', ARGV[3], '')
return {'held', ARGV[2]}`,
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

/** KEYS: journal, frames, prompts. ARGV: seq of the first that is to stay. */
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
local isEmpty = first > last
keep(KEYS[1], journal, 'first', whole(first), 'answered', isEmpty and '' or journal.answered or '')
redis.call('XTRIM', KEYS[2], 'MINID', whole(first))
if isEmpty then redis.call('DEL', KEYS[3]) end
return {'ok', first, last, tonumber(journal.closed)}`,
);
