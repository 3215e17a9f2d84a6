/**
 * What the scripts of the Redis store are made of: pieces of Lua that several of them need. A value
 * that a script opens is what was written, or the script ends there.
 *
 * It never knows what a script is for.
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

/**
 * A journal's frames are kept in entries of some that came together: `<seq of the last>-<count>`,
 * so that a range begins with the entry that has the first frame wanted. Whole entries, one a line
 * with its id before it, until there is enough.
 */
export const entries = `
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

/** Ends the script: something else lies where a value belongs. The link makes an error of it. */
const damaged = `
local function damaged(what) error({err = 'DAMAGED ' .. what}) end`;

/** Text of a key, false when there is none. */
export const text = `${damaged}
local function text(key)
  local found = redis.pcall('GET', key)
  if type(found) == 'table' then damaged(key .. ': ' .. found.err) end
  return found
end`;

/**
 * A hash of these fields has a seal among them: a checksum of all, and of its key. It is opened
 * with all of them, false where there is none, and kept with some of them changed. Every script of
 * a journal does both, so its Lua is written out, without loops.
 */
export function hash(...fields: readonly string[]): string {
  const each = (write: (field: string, at: number) => string) => fields.map(write).join(', ');
  return `${damaged}
local function sealOf(key, fields)
  local texts = {key, ${each((field) => `fields['${field}'] or ''`)}}
  return string.sub(redis.sha1hex(table.concat(texts, '\\n')), 1, 8)
end
local function opened(key)
  local found = redis.pcall('HMGET', key, 'seal', ${each((field) => `'${field}'`)})
  if found.err then damaged(key .. ': ' .. found.err) end
  local fields = {${each((field, at) => `['${field}'] = found[${at + 2}]`)}}
  local isThere = found[1]
  for at = 2, #found do isThere = isThere or found[at] end
  if isThere and found[1] ~= sealOf(key, fields) then damaged(key) end
  return fields
end
local function keep(key, fields, ...)
  local changes = {...}
  for at = 1, #changes, 2 do fields[changes[at]] = changes[at + 1] end
  redis.call('HSET', key, 'seal', sealOf(key, fields), ...)
end`;
}
