/**
 * The models by hand, and what becomes of them when one rule of docs/protocol.md is taken out: each
 * variant replaces a few lines of the text, names the MUST that these lines are, and says which
 * claim of the model has to fall. A known race is a variant as well.
 *
 * A model that no variant can break would prove nothing. This table must never know the code.
 */

export type ModelName = 'session' | 'cancel';

export interface Variant {
  readonly name: string;
  readonly model: ModelName;
  /** The MUST of docs/protocol.md that is not kept. */
  readonly must: string;
  /** Text of the model that is there once, and what stands there instead. */
  readonly instead: readonly (readonly [found: string, written: string])[];
  /** What the engine has to say. */
  readonly violates: string;
}

const o1 = 'O1 a turn that has not ended owns the session';
const o3 = 'O3 one turn at most has not ended';
const o4 = 'O4 a clear erases only the owner it observed';
const o5 = 'O5 only its own end takes a turn from the pane';
const o6 = 'O6 a turn whose lease runs is not ended by another';
const l1 = 'L1 no record write lands after a newer lock was issued';
const l2 = 'L2 what was asked is in the transcript unless an edit removed it';
const s2 = 'S2 what is saved is what was decided';
const t3 = 'T3 an accepted cancel ends its turn as cancelled';
/** What rumur calls a state without a way on. */
const deadlock = 'deadlock';

const session: readonly Omit<Variant, 'model'>[] = [
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

const cancel: readonly Omit<Variant, 'model'>[] = [
  {
    name: 'a cancel is accepted before the cell has said so',
    must: 'M52',
    instead: [['    else\n      line[t] := refused;', '    else\n      line[t] := accepted;']],
    violates: t3,
  },
  {
    name: 'B17: a cancel replaces the outcome of a finished answer',
    must: 'M53',
    instead: [['elsif host[t].cell = open then', 'elsif host[t].cell != cancelled then']],
    violates: s2,
  },
  {
    name: 'B16: a cancelled turn waits for its producer for ever',
    must: 'M54',
    instead: [['    host[t].phase = cancelling\n  ==>', '    false\n  ==>']],
    violates: deadlock,
  },
  {
    name: 'B7: a late producer writes into a journal that is decided',
    must: 'M54',
    instead: [['host[t].worker = hangs & host[t].cell = open', 'host[t].worker = hangs']],
    violates: 'L1 no frame is stored after the outcome was decided',
  },
  {
    name: 'B8: a turn starts beside one that is being cancelled',
    must: 'M55',
    instead: [['& over(3 - t)', '& (over(3 - t) | host[3 - t].phase = cancelling)']],
    violates: o3,
  },
  {
    name: 'A6: a cancel that comes before its start leaves nothing behind',
    must: 'M56',
    instead: [['      host[t].tombstone := true;\n', '']],
    violates: t3,
  },
  {
    name: 'A7: an accepted cancel takes the turn from the pane at once',
    must: 'M57',
    instead: [['      tab.asking := trusts;\n', '      quiet(); tab.owner := 0;\n']],
    violates: o5,
  },
  {
    name: 'A9: nobody asks for the status when no terminal comes',
    must: 'M57',
    instead: [['tab.asking = trusts & over(t)', 'false']],
    violates: deadlock,
  },
  {
    name: 'A10: a cancel without an answer takes the turn from the pane',
    must: 'M57',
    instead: [['    tab.asking := unreachable;', '    tab.asking := unreachable; tab.owner := 0;']],
    violates: o5,
  },
  {
    name: 'a refused cancel is taken for settled before the outcome is saved',
    must: 'M57',
    instead: [['line[t] = refused & host[t].phase = ended', 'line[t] = refused']],
    violates: 'F5 who was told that a turn is over finds its outcome',
  },
  {
    name: 'A5: an answer clears whatever owns the pane',
    must: 'M58',
    instead: [['  if tab.owner = t then', '  if true then']],
    violates: o5,
  },
];

export const variants: readonly Variant[] = [
  ...session.map((variant) => ({ ...variant, model: 'session' as const })),
  ...cancel.map((variant) => ({ ...variant, model: 'cancel' as const })),
];

/**
 * The model's text with a variant's lines in it, and of its claims only the one that has to fall: a
 * break may violate several, and which is met first says nothing. Throws if a line is not there
 * once.
 */
export function vary(text: string, { name, instead, violates }: Variant): string {
  const varied = instead.reduce((before, [found, written]) => {
    const parts = before.split(found);
    if (parts.length !== 2) {
      throw new Error(`'${name}': the model has its text ${parts.length - 1} times: ${found}`);
    }
    return parts.join(written);
  }, text);
  return varied.replaceAll(/^invariant "([^"]*)"\n[^;]*;\n/gm, (claim, said) =>
    said === violates ? claim : '',
  );
}

/** What a model claims, by name. */
export function claimsOf(text: string): readonly string[] {
  return [...text.matchAll(/^invariant "([^"]*)"$/gm)].map(([, said = '']) => said);
}
