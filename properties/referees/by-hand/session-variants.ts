/**
 * The model of the session with one MUST of docs/protocol.md taken out: of its records, locks and
 * fences, and of its leases. A known race is a variant as well.
 *
 * This table must never know the code.
 */
import { deadlock, type Variant } from './variant.ts';

const o1 = 'O1 a turn that has not ended owns the session';
const o3 = 'O3 one turn at most has not ended';
const o4 = 'O4 a clear erases only the owner it observed';
const o6 = 'O6 a turn whose lease runs is not ended by another';
const l1 = 'L1 no record write lands after a newer lock was issued';
const l2 = 'L2 what was asked is in the transcript unless an edit removed it';
const s2 = 'S2 what is saved is what was decided';

export const sessionVariants: readonly Omit<Variant, 'model'>[] = [
  {
    name: 'a lock is issued twice with one fence',
    must: 'M36',
    instead: [['issued := issued + 1;', 'issued := 1;']],
    violates: o3,
  },
  {
    name: 'L1: the store does not compare the fence',
    must: 'M37',
    instead: [['return task[h].lock_fence = issued;', 'return true;']],
    violates: l1,
  },
  {
    name: 'a save writes back what it read before the lock',
    must: 'M38',
    instead: [
      ['    begin_(h, save, 0, waits);', '    begin_(h, save, 0, waits); task[h].copy := stored;'],
      ['    task[h].copy := stored;\n    task[h].step', '    task[h].step'],
    ],
    violates: l2,
  },
  {
    name: 'F6: a finish takes the lock that it holds',
    must: 'M39',
    instead: [['task[h].step := to_free;\n    if turn', 'task[h].step := waits;\n    if turn']],
    violates: 'L6 nobody waits for a lock that it holds',
  },
  {
    name: 'a wait has no bound, and the lock of a dead holder no term',
    must: 'M39',
    instead: [
      ['    task[h].step = waits\n  ==>', '    false\n  ==>'],
      ['rule "the term runs out"\n  held', 'rule "the term runs out"\n  false'],
    ],
    violates: deadlock,
  },
  {
    name: 'B14: a turn is registered without the fence',
    must: 'M40',
    instead: [
      [
        'if current(h) then\n      alias r: turns[task[h].turn] do\n        r.registered',
        'if true then\n      alias r: turns[task[h].turn] do\n        r.registered',
      ],
    ],
    violates: o3,
  },
  {
    name: 'O3: a start does not look whether somebody owns the session',
    must: 'M40',
    instead: [['task[h].step := release; -- M9: a conflict', 'task[h].step := to_own;']],
    violates: o3,
  },
  {
    name: 'B15: an owner whose lease has run out is called dead',
    must: 'M41',
    instead: [
      [
        'return !turns[t].registered | turns[t].closed;',
        'return !turns[t].registered | turns[t].closed | turns[t].lease = out;',
      ],
    ],
    violates: o1,
  },
  {
    name: 'a clear looks again at the owner, and not at whether it is dead',
    must: 'M42',
    instead: [
      [
        'if stored.owner = task[h].turn & dead(task[h].turn) then\n      task[h].step := to_clear',
        'if stored.owner = task[h].turn then\n      task[h].step := to_clear',
      ],
    ],
    violates: o1,
  },
  {
    name: 'a clear looks again whether its owner is dead, and not who is owner',
    must: 'M42',
    instead: [
      [
        'if stored.owner = task[h].turn & dead(task[h].turn) then\n      task[h].step := to_clear',
        'if dead(task[h].turn) then\n      task[h].step := to_clear',
      ],
    ],
    violates: o4,
  },
  {
    name: 'a terminal is appended before the outcome is saved',
    must: 'M43',
    instead: [
      [
        '      task[h].step := to_save;\n    end;\n  end;\n\n  -- M46: refused',
        '      task[h].step := to_close;\n    end;\n  end;\n\n  -- M46: refused',
      ],
    ],
    violates: 'F5 a terminal can be settled: its outcome is saved',
  },
  {
    name: 'a late finish frees whoever owns the session',
    must: 'M44',
    instead: [['if current(h) & stored.owner = task[h].turn then', 'if current(h) then']],
    violates: o1,
  },
  {
    name: 'the cell takes a second outcome',
    must: 'M45',
    instead: [['if turns[task[h].turn].cell = open then', 'if true then']],
    violates: s2,
  },
  {
    name: 'an edit is taken while a turn owns the session',
    must: 'M46',
    instead: [
      [
        'if stored.owner = 0 & stored.asked[task[h].turn] then',
        'if stored.asked[task[h].turn] then',
      ],
    ],
    violates: 'Q1 the question of a turn that has not ended is kept',
  },
  {
    name: 'a finish saves a turn whose question is gone',
    must: 'M46',
    instead: [['!stored.asked[task[h].turn] | stored.outcome', 'stored.outcome']],
    violates: 'L2 what an edit removed stays removed',
  },
  {
    name: 'B7: a worker that was fenced off goes on writing',
    must: 'M48',
    instead: [['& turns[t].fence = 1 & turns[t].cell = open', '& turns[t].cell = open']],
    violates: 'L1 no frame lands after a newer turn fence was issued',
  },
  {
    name: 'the fence is raised without a look at the lease',
    must: 'M49',
    instead: [['if r.lease = out then', 'if true then']],
    violates: o6,
  },
  {
    name: 'a take-over frees the owner before the turn has ended',
    must: 'M50',
    instead: [
      [
        'task[h].turn_fence := r.fence;\n        task[h].step := to_decide;',
        'task[h].turn_fence := r.fence;\n        task[h].step := to_free;',
      ],
    ],
    violates: o1,
  },
  {
    name: 'A14: a reader that finds the owner dead writes "nobody"',
    must: 'M51',
    instead: [
      ['begin_(h, clear_stale, t, waits);', 'begin_(h, clear_stale, t, to_clear);'],
      ['if current(h) then\n      landed(h);\n      erased :=', 'if true then\n      erased :='],
    ],
    violates: o4,
  },
  {
    name: 'A14, on: a second start is accepted, and the first turn is lost',
    must: 'M51',
    instead: [
      ['begin_(h, clear_stale, t, waits);', 'begin_(h, clear_stale, t, to_clear);'],
      ['if current(h) then\n      landed(h);\n      erased :=', 'if true then\n      erased :='],
    ],
    violates: o3,
  },
];
