-- Answering: one prompt of one turn, two who answer it and two hosts on one store, written by hand from
-- docs/protocol.md ("Prompts", "Answering", and M43, M45, M48 to M50, M54, M56 as far as they bear on
-- them) and from nothing else. It referees the turn and the cells of its prompts, so it must never
-- follow the code.
--
-- The first host runs the turn from the beginning; either may crash, be fenced off and take over. Whoever
-- answers is served by any host, which is not seen here: the cell knows no host. Time is free: what is
-- woken renews at any moment, and a request or its answer may be lost. `variants.ts` breaks single lines.

const
  Tries: 2; -- how often the same answer is sent
  Fences: 3; -- how many turn fences are issued, in all
  Crashes: 1;

type
  Host: 1..2;
  Answerer: 1..2;
  Choice: 0..2; -- whose answer; 0: none
  Word: enum {silence, asked, accepted, already, gone};

  Journal: record
    prompt: boolean; -- is in it
    closed: array [Answerer] of 0..2; -- how many `prompt-closed` are, with the answer of this one
    terminal: boolean;
  end;

  Stored: record -- what the store keeps of the turn
    journal: Journal;
    cell: Choice; -- of the prompt: the answer it holds
    decided: boolean; -- the outcome is: which one is of no matter here
    told: Choice; -- decided: of this answer
    fence: 1..Fences; -- the last one issued
    saved: boolean; -- the turn is in the transcript with its outcome
    answer: Choice; -- saved: and with this answer
  end;

  Runner: record
    step: enum {idle, runs, to_append, to_decide, to_save, to_close};
    fence: 0..Fences;
    replied: boolean; -- what a renewal was answered with is on its way
    tells: Choice; -- replied: of this answer
    sealed: boolean; -- replied: and that the outcome is decided
    taken: Choice; -- the answer that it applies, or has applied
    last: Choice; -- decided: what the decision told of
  end;

var
  store: Stored;
  runner: array [Host] of Runner;
  line: array [Answerer] of Word; -- an answer and what comes back, on their way
  tried: array [Answerer] of 0..Tries;
  heard: array [Answerer] of Word; -- silence: nothing yet
  crashed: 0..Crashes;
  -- Witnesses.
  promised: array [Answerer] of boolean; -- some host has said accepted
  handed: 0..2; -- how often the producer was handed an answer

-- M48: compared in the step that writes.
function current(h: Host): boolean;
begin
  return runner[h].fence = store.fence;
end;

-- M66: the answer that no `prompt-closed` has closed.
function unclosed(): Choice;
begin
  if store.cell = 0 then
    return 0;
  end;
  return store.journal.closed[store.cell] = 0 ? store.cell : 0;
end;

-- M45, M66: the first decision is kept, and with it what it tells of.
procedure decide();
begin
  if !store.decided then
    store.decided := true;
    store.told := unclosed();
  end;
end;

procedure journal_closed(choice: Choice);
begin
  if choice != 0 then
    store.journal.closed[choice] := store.journal.closed[choice] + 1;
  end;
end;

procedure no_reply(h: Host);
begin
  runner[h].replied := false;
  runner[h].tells := 0;
  runner[h].sealed := false;
end;

procedure forget(h: Host);
begin
  runner[h].step := idle;
  runner[h].fence := 0;
  runner[h].taken := 0;
  runner[h].last := 0;
  no_reply(h);
end;

procedure go_on(h: Host);
begin
  runner[h].step := to_decide;
  no_reply(h);
end;

startstate
begin
  store.journal.prompt := false;
  store.journal.terminal := false;
  store.cell := 0;
  store.decided := false;
  store.told := 0;
  store.fence := 1;
  store.saved := false;
  store.answer := 0;
  for h: Host do
    forget(h);
  end;
  runner[1].step := runs;
  runner[1].fence := 1;
  for a: Answerer do
    store.journal.closed[a] := 0;
    line[a] := silence;
    tried[a] := 0;
    heard[a] := silence;
    promised[a] := false;
  end;
  crashed := 0;
  handed := 0;
end;

-- Who answers. The same answer is sent again until something is heard of it.

ruleset a: Answerer do
  rule "answer"
    line[a] = silence & heard[a] = silence & tried[a] < Tries
  ==> begin
    tried[a] := tried[a] + 1;
    line[a] := asked;
  end;

  -- M29, M30, M66: the cell decides, with no lock and no fence.
  rule "the answer is put to the cell"
    line[a] = asked
  ==> begin
    if store.cell = a then
      line[a] := accepted;
    elsif store.cell != 0 then
      line[a] := already;
    elsif store.journal.prompt & !store.decided then
      store.cell := a;
      line[a] := accepted;
    else
      line[a] := gone;
    end;
    promised[a] := promised[a] | line[a] = accepted;
  end;

  rule "hear"
    line[a] != silence & line[a] != asked
  ==> begin
    heard[a] := line[a];
    line[a] := silence;
  end;

  rule "lose an answer, or what comes back"
    line[a] != silence
  ==> begin
    line[a] := silence;
  end;
end;

-- M56: a cancel, at whichever host.
rule "cancel"
  !store.decided
==> begin
  decide();
end;

-- Whoever runs the turn. A write that is fenced ends it.

ruleset h: Host do
  rule "the prompt is stored"
    runner[h].step = runs & current(h) & !store.decided & !store.journal.prompt
  ==> begin
    store.journal.prompt := true;
  end;

  -- M49, M66: who is woken renews, and hears of what is not closed; also while it writes.
  rule "renew"
    (runner[h].step = runs | runner[h].step = to_append) & !runner[h].replied
  ==> begin
    if current(h) then
      runner[h].replied := true;
      runner[h].tells := unclosed();
      runner[h].sealed := store.decided;
    else
      forget(h);
    end;
  end;

  -- M29: applied once. M56: of a decided turn the rest is what closes it.
  rule "the renewal is heard of"
    runner[h].replied
  ==>
  var tells: Choice;
  begin
    tells := runner[h].tells;
    if runner[h].sealed then
      go_on(h);
    else
      no_reply(h);
      if tells != 0 & tells != runner[h].taken then
        runner[h].taken := tells;
        runner[h].step := to_append;
      end;
    end;
  end;

  -- M54: a decided journal is sealed. M19, M29: what is stored is handed on.
  rule "journal the answer"
    runner[h].step = to_append
  ==> begin
    if !current(h) then
      forget(h);
    elsif store.decided then
      go_on(h);
    else
      journal_closed(runner[h].taken);
      handed := handed + 1;
      runner[h].step := runs;
    end;
  end;

  rule "the producer returns"
    runner[h].step = runs
  ==> begin
    go_on(h);
  end;

  -- M45, M50: whoever decides goes on with what was decided first.
  rule "decide"
    runner[h].step = to_decide
  ==> begin
    if current(h) then
      decide();
      runner[h].last := store.told;
      runner[h].step := to_save;
    else
      forget(h);
    end;
  end;

  -- M43, M66. The record has a lock of its own, which the session's model has.
  rule "save the turn"
    runner[h].step = to_save
  ==> begin
    if !store.saved then
      store.saved := true;
      store.answer := runner[h].last;
      for a: Answerer do
        if store.journal.closed[a] != 0 then
          store.answer := a;
        end;
      end;
    end;
    runner[h].step := to_close;
  end;

  -- M66: in one write. A journal that is closed already is left as it is.
  rule "close the journal"
    runner[h].step = to_close
  ==> begin
    if current(h) & !store.journal.terminal then
      journal_closed(runner[h].last);
      store.journal.terminal := true;
    end;
    forget(h);
  end;

  -- M49, M50. The lease of whoever ran it has run out, alive or not.
  rule "take over"
    runner[h].step = idle & store.fence < Fences & !store.journal.terminal
  ==> begin
    store.fence := store.fence + 1;
    runner[h].fence := store.fence;
    runner[h].step := to_decide;
  end;

  rule "crash"
    crashed < Crashes & runner[h].step != idle
  ==> begin
    crashed := crashed + 1;
    forget(h);
  end;
end;

-- Nobody does anything: no deadlock. With anything left to do, a state without a way on is one.
rule "at rest"
  forall h: Host do runner[h].step = idle end & forall a: Answerer do line[a] = silence end
==> begin
end;

invariant "P4 one answer closes the prompt"
  store.journal.closed[1] + store.journal.closed[2] <= 1;

invariant "P4 only a prompt that was asked is closed"
  store.journal.closed[1] + store.journal.closed[2] > 0 -> store.journal.prompt;

invariant "P4 what came second, or too late, is nowhere"
  forall a: Answerer do
    heard[a] = already | heard[a] = gone -> store.cell != a & store.journal.closed[a] = 0
  end;

invariant "P4 the producer is handed one answer, and that is stored"
  handed <= store.journal.closed[1] + store.journal.closed[2];

invariant "L5 what was accepted is in the journal at its end"
  forall a: Answerer do
    promised[a] & store.journal.terminal -> store.journal.closed[a] != 0
  end;

invariant "L5 the turn is saved with the answer that is in its journal"
  forall a: Answerer do
    store.journal.terminal -> (store.journal.closed[a] != 0) = (store.answer = a)
  end;

-- Each of these is seen, or the claims above are empty.
cover "an answer is journaled with the terminal"
  store.journal.terminal & store.cell != 0 & handed = 0;
cover "an answer is heard of twice"
  exists h: Host do runner[h].tells != 0 & runner[h].tells = runner[h].taken end;
cover "a runner that was fenced off has an answer"
  exists h: Host do runner[h].step = to_append & !current(h) end;
cover "an answer finds the journal sealed"
  exists h: Host do runner[h].step = to_append & current(h) & store.decided end;
cover "the same answer is accepted after the end"
  exists a: Answerer do line[a] = asked & store.cell = a & store.journal.terminal end;
cover "an answer comes second" exists a: Answerer do heard[a] = already end;
cover "an answer comes too late"
  exists a: Answerer do heard[a] = gone & store.journal.prompt end;
