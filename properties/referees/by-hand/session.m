-- The session: two hosts on one store, written by hand from docs/protocol.md ("Records, locks and
-- fences", "Leases and taking over") and from nothing else. It referees the session machine, so it
-- must never follow the code: where the two differ, one of them or the page is wrong.
--
-- A host does one operation at a time: begin, wait for the lock, re-read, write, release; each is a
-- rule, so anything may happen between two of them. Time is free: a lock's term and a lease may run
-- out at any moment. `variants.ts` breaks single lines of this text, each against one MUST.

const
  Operations: 4; -- how many operations may begin, in all
  Crashes: 1;

type
  Host: 1..2;
  Turn: 1..2;
  Owner: 0..2; -- 0: nobody
  Fence: 0..5; -- 0: none was issued
  Outcome: enum {open, done, interrupted};
  Lease: enum {none, runs, out};
  Operation: enum {rest, start, clear_stale, finish, takeover, edit, save};
  Step: enum {idle, waits, reread, to_own, to_register, to_clear, to_raise, to_decide, to_save,
    to_close, to_free, to_edit, to_keep, release};

  Stored: record -- what the store keeps of the session
    owner: Owner;
    asked: array [Turn] of boolean; -- the question is in the transcript
    outcome: array [Turn] of Outcome; -- and this is how it ended
    removed: array [Turn] of boolean; -- an edit took it away
  end;

  Running: record -- what the store keeps of a turn beside the record
    registered: boolean;
    fence: Fence;
    cell: Outcome; -- decided once, by compare-and-set
    closed: boolean; -- the terminal is in the journal: the turn has ended
    lease: Lease;
    worker: boolean; -- somebody produces it, maybe long fenced off
    host: Owner;
  end;

  Task: record
    operation: Operation;
    step: Step;
    turn: Owner;
    lock_fence: Fence;
    turn_fence: Fence;
    copy: Stored; -- of a save: what it read, to be written back with its own change
  end;

var
  stored: Stored;
  turns: array [Turn] of Running;
  held: boolean; -- the lock; its holder is who has the last issued fence
  issued: Fence;
  task: array [Host] of Task;
  begun: 0..Operations;
  crashed: 0..Crashes;
  -- Witnesses: what no state shows afterwards.
  late: boolean; -- a record write landed after a newer lock was issued
  erased: boolean; -- a clear erased an owner that it had not observed
  robbed: boolean; -- a turn was taken over while its lease ran
  spoiled: boolean; -- a frame landed after its turn was ended by another

-- M41: an owner is dead when its turn was never registered, or has ended.
function dead(t: Turn): boolean;
begin
  return !turns[t].registered | turns[t].closed;
end;

-- M37: compared and written in one step.
function current(h: Host): boolean;
begin
  return task[h].lock_fence = issued;
end;

-- M48: likewise for what belongs to a turn.
function turn_current(h: Host; t: Turn): boolean;
begin
  return task[h].turn_fence = turns[t].fence;
end;

-- What goes wrong unseen is written down here, at every write of the record.
procedure landed(h: Host);
begin
  late := late | task[h].lock_fence != issued;
end;

procedure clear_copy(h: Host);
begin
  task[h].copy.owner := 0;
  for t: Turn do
    task[h].copy.asked[t] := false;
    task[h].copy.outcome[t] := open;
    task[h].copy.removed[t] := false;
  end;
end;

procedure forget(h: Host);
begin
  task[h].operation := rest;
  task[h].step := idle;
  task[h].turn := 0;
  task[h].lock_fence := 0;
  task[h].turn_fence := 0;
  clear_copy(h);
end;

procedure begin_(h: Host; o: Operation; t: Owner; s: Step);
begin
  begun := begun + 1;
  task[h].operation := o;
  task[h].turn := t;
  task[h].step := s;
end;

function free_to_begin(h: Host): boolean;
begin
  return task[h].step = idle & begun < Operations;
end;

startstate
begin
  stored.owner := 0;
  for t: Turn do
    stored.asked[t] := false;
    stored.outcome[t] := open;
    stored.removed[t] := false;
    turns[t].registered := false;
    turns[t].fence := 0;
    turns[t].cell := open;
    turns[t].closed := false;
    turns[t].lease := none;
    turns[t].worker := false;
    turns[t].host := 0;
  end;
  for h: Host do
    forget(h);
  end;
  held := false;
  issued := 0;
  begun := 0;
  crashed := 0;
  late := false;
  erased := false;
  robbed := false;
  spoiled := false;
end;

-- Operations begin. What is seen here is a reason to take the lock, and nothing else (M38).

ruleset h: Host do
  ruleset t: Turn do
    rule "start begins"
      free_to_begin(h)
    ==> begin
      begin_(h, start, t, waits);
    end;

    rule "clear observes"
      free_to_begin(h) & stored.owner = t & dead(t)
    ==> begin
      begin_(h, clear_stale, t, waits);
    end;

    rule "take over observes"
      free_to_begin(h) & stored.owner = t & !dead(t) & turns[t].lease = out
    ==> begin
      begin_(h, takeover, t, waits);
    end;

    -- M43: the outcome is decided first, with the worker's own fence.
    rule "finish begins"
      free_to_begin(h) & turns[t].worker & turns[t].host = h
    ==> begin
      begin_(h, finish, t, to_decide);
      task[h].turn_fence := 1;
    end;

    rule "edit begins"
      free_to_begin(h) & stored.asked[t]
    ==> begin
      begin_(h, edit, t, waits);
    end;
  end;

  rule "save begins"
    free_to_begin(h)
  ==> begin
    begin_(h, save, 0, waits);
  end;
end;

-- M36: the lock. Its term may run out under its holder, who does not notice.

ruleset h: Host do
  rule "lock"
    task[h].step = waits & !held
  ==> begin
    held := true;
    issued := issued + 1;
    task[h].lock_fence := issued;
    task[h].step := reread;
  end;

  -- M39: every wait ends.
  rule "wait too long"
    task[h].step = waits
  ==> begin
    forget(h);
  end;

  -- M36: only one's own.
  rule "release"
    task[h].step = release
  ==> begin
    if current(h) then
      held := false;
    end;
    forget(h);
  end;
end;

rule "the term runs out"
  held
==> begin
  held := false;
end;

-- The second look, under the lock: what it finds decides, and nothing that was seen before.

ruleset h: Host do
  -- M40.
  rule "start re-reads"
    task[h].step = reread & task[h].operation = start
  ==>
  var mine: boolean;
  begin
    alias t: task[h].turn do
      mine := stored.asked[t] | stored.removed[t];
      if mine then
        task[h].step := release;
      elsif stored.owner = 0 then
        task[h].step := to_own;
      elsif dead(stored.owner) then
        task[h].step := to_own;
      else
        task[h].step := release; -- M9: a conflict
      end;
    end;
  end;

  -- M42: the same owner, and still dead.
  rule "clear re-reads"
    task[h].step = reread & task[h].operation = clear_stale
  ==> begin
    if stored.owner = task[h].turn & dead(task[h].turn) then
      task[h].step := to_clear;
    else
      task[h].step := release;
    end;
  end;

  -- M49.
  rule "take over re-reads"
    task[h].step = reread & task[h].operation = takeover
  ==> begin
    if stored.owner = task[h].turn & !dead(task[h].turn) then
      task[h].step := to_raise;
    else
      task[h].step := release;
    end;
  end;

  -- M46: a question that is gone stays gone. M45: what is saved is never replaced.
  rule "finish re-reads"
    task[h].step = reread & task[h].operation = finish
  ==> begin
    if !stored.asked[task[h].turn] | stored.outcome[task[h].turn] != open then
      task[h].step := to_close;
    else
      task[h].step := to_save;
    end;
  end;

  -- M46: refused while a turn owns the session.
  rule "edit re-reads"
    task[h].step = reread & task[h].operation = edit
  ==> begin
    if stored.owner = 0 & stored.asked[task[h].turn] then
      task[h].step := to_edit;
    else
      task[h].step := release;
    end;
  end;

  -- M38: the copy that is written back is read here.
  rule "save re-reads"
    task[h].step = reread & task[h].operation = save
  ==> begin
    task[h].copy := stored;
    task[h].step := to_keep;
  end;
end;

-- The writes. A refused one ends the operation.

ruleset h: Host do
  rule "own"
    task[h].step = to_own
  ==> begin
    task[h].step := release;
    if current(h) then
      landed(h);
      stored.owner := task[h].turn;
      stored.asked[task[h].turn] := true;
      task[h].step := to_register;
    end;
  end;

  -- M40: fenced like the record, for the owner may have been cleared as dead meanwhile.
  rule "register"
    task[h].step = to_register
  ==> begin
    if current(h) then
      alias r: turns[task[h].turn] do
        r.registered := true;
        r.fence := 1;
        r.lease := runs;
        r.worker := true;
        r.host := h;
      end;
    end;
    task[h].step := release;
  end;

  rule "clear"
    task[h].step = to_clear
  ==> begin
    if current(h) then
      landed(h);
      erased := erased | stored.owner != task[h].turn;
      stored.owner := 0;
    end;
    task[h].step := release;
  end;

  -- M49: raised only if the lease has run out, in one step; who raises it holds the next lease.
  rule "raise"
    task[h].step = to_raise
  ==> begin
    task[h].step := release;
    alias r: turns[task[h].turn] do
      if r.lease = out then
        robbed := robbed | r.lease = runs;
        r.fence := r.fence + 1;
        r.lease := runs;
        task[h].turn_fence := r.fence;
        task[h].step := to_decide;
      end;
    end;
  end;

  -- M50: the cell takes the first outcome and answers with what it holds.
  rule "decide"
    task[h].step = to_decide
  ==> begin
    if turn_current(h, task[h].turn) then
      if turns[task[h].turn].cell = open then
        if task[h].operation = finish then
          turns[task[h].turn].cell := done;
        else
          turns[task[h].turn].cell := interrupted;
        end;
      end;
    end;
    if task[h].operation = finish then
      turns[task[h].turn].worker := false;
      task[h].step := waits;
    elsif stored.asked[task[h].turn] & stored.outcome[task[h].turn] = open then
      task[h].step := to_save;
    else
      task[h].step := to_close;
    end;
  end;

  -- M43: the outcome, then the terminal, then the owner.
  rule "save the outcome"
    task[h].step = to_save
  ==> begin
    task[h].step := release;
    if current(h) then
      landed(h);
      stored.asked[task[h].turn] := true;
      stored.outcome[task[h].turn] := turns[task[h].turn].cell;
      task[h].step := to_close;
    end;
  end;

  rule "append the terminal"
    task[h].step = to_close
  ==> begin
    task[h].step := to_free;
    if turn_current(h, task[h].turn) then
      turns[task[h].turn].closed := true;
      turns[task[h].turn].lease := none;
    elsif !turns[task[h].turn].closed then
      task[h].step := release; -- another is at it
    end;
  end;

  -- M44: only its own.
  rule "free"
    task[h].step = to_free
  ==> begin
    if current(h) & stored.owner = task[h].turn then
      landed(h);
      stored.owner := 0;
    end;
    task[h].step := release;
  end;

  rule "edit"
    task[h].step = to_edit
  ==> begin
    if current(h) then
      landed(h);
      stored.asked[task[h].turn] := false;
      stored.outcome[task[h].turn] := open;
      stored.removed[task[h].turn] := true;
    end;
    task[h].step := release;
  end;

  rule "save"
    task[h].step = to_keep
  ==> begin
    if current(h) then
      landed(h);
      stored := task[h].copy;
    end;
    task[h].step := release;
  end;
end;

-- Workers. One that was paused for too long goes on as if nothing had happened.

ruleset t: Turn do
  rule "the lease runs out"
    turns[t].lease = runs
  ==> begin
    turns[t].lease := out;
  end;

  -- M49, with the worker's fence, which is the first.
  rule "renew"
    turns[t].worker & turns[t].lease = out & turns[t].fence = 1
  ==> begin
    turns[t].lease := runs;
  end;

  -- M48. An outcome that is decided has sealed the journal.
  rule "a frame"
    turns[t].worker & turns[t].fence = 1 & turns[t].cell = open
  ==> begin
    spoiled := spoiled | turns[t].fence != 1;
  end;
end;

ruleset h: Host do
  rule "crash"
    crashed < Crashes
  ==> begin
    crashed := crashed + 1;
    forget(h);
    for t: Turn do
      if turns[t].host = h then
        turns[t].worker := false;
      end;
    end;
  end;
end;

-- Nobody does anything: no deadlock. With somebody who waits, a state without a way on is one.
rule "at rest"
  forall h: Host do task[h].step = idle end
==> begin
end;

invariant "O1 a turn that has not ended owns the session"
  forall t: Turn do turns[t].registered & !turns[t].closed -> stored.owner = t end;

invariant "O3 one turn at most has not ended"
  !(turns[1].registered & !turns[1].closed & turns[2].registered & !turns[2].closed);

invariant "O4 a clear erases only the owner it observed"
  !erased;

invariant "O6 a turn whose lease runs is not ended by another"
  !robbed;

invariant "L1 no record write lands after a newer lock was issued"
  !late;

invariant "L1 no frame lands after a newer turn fence was issued"
  !spoiled;

invariant "L2 what was asked is in the transcript unless an edit removed it"
  forall t: Turn do turns[t].registered -> stored.asked[t] | stored.removed[t] end;

invariant "L2 what an edit removed stays removed"
  forall t: Turn do stored.removed[t] -> !stored.asked[t] end;

invariant "Q1 the question of a turn that has not ended is kept"
  forall t: Turn do turns[t].registered & !turns[t].closed -> stored.asked[t] end;

invariant "S2 what is saved is what was decided"
  forall t: Turn do stored.outcome[t] != open -> stored.outcome[t] = turns[t].cell end;

invariant "F5 a terminal can be settled: its outcome is saved"
  forall t: Turn do
    turns[t].closed & !stored.removed[t] -> stored.outcome[t] != open
  end;

invariant "L6 nobody waits for a lock that it holds"
  forall h: Host do
    task[h].step = waits -> !(held & task[h].lock_fence = issued)
  end;

-- Each of these is seen, or the claims above are empty.
cover "a turn was taken over" exists t: Turn do turns[t].closed & turns[t].cell = interrupted end;
cover "a holder is a zombie"
  exists h: Host do task[h].step != idle & task[h].lock_fence != 0 & !current(h) end;
cover "a stale owner is cleared" exists h: Host do task[h].step = to_clear end;
cover "the second turn runs" turns[2].registered & turns[1].closed;
cover "a question was removed" exists t: Turn do stored.removed[t] end;
