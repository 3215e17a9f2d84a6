-- Cancelling: one tab, two turns and a network that loses, written by hand from docs/protocol.md
-- ("Cancelling", and M9, M10, M26 to M28) and from nothing else. It referees the cancellation, the
-- pane and the turn's decision, so it must never follow the code.
--
-- Time is free: a bound may run out at any moment, but for what the page says comes after it. The
-- request of a cancel, its answer and the stream can each be lost. A phase is what the host knows that
-- runs the turn; a cell is the store's, and any host may serve a cancel. `variants.ts` breaks single lines.

const
  Cancels: 3; -- how often the person may press stop
  Losses: 2;

type
  Turn: 1..2;
  Owner: 0..2; -- 0: none
  Outcome: enum {open, done, cancelled};
  Phase: enum {absent, running, cancelling, finishing, ended};
  Worker: enum {none, works, hangs}; -- one that hangs comes back late, or never
  Word: enum {silence, asked, accepted, refused};
  Asking: enum {idle, waits, trusts, unreachable};

  HostTurn: record
    phase: Phase;
    cell: Outcome;
    saved: Outcome;
    tombstone: boolean;
    worker: Worker;
  end;

  Tab: record
    owner: Owner; -- whose stream the pane shows
    source: boolean; -- and that its connection is there
    starting: Owner;
    asking: Asking;
    about: Owner; -- the turn that is being cancelled
  end;

var
  host: array [Turn] of HostTurn;
  tab: Tab;
  line: array [Turn] of Word; -- cancel and its answer, on their way
  pressed: 0..Cancels;
  lost: 0..Losses;
  -- Witnesses.
  newest: Owner; -- the last turn the pane was attached to
  seen: array [Turn] of boolean; -- the tab knows how it ended
  promised: array [Turn] of boolean; -- the host has said accepted
  late: boolean; -- a late worker's frame was stored

function over(t: Turn): boolean;
begin
  return host[t].phase = absent | host[t].phase = ended;
end;

-- M55: what a host says of it to a watch, and to a start that meets it. Who runs it may not have heard.
function said_of(t: Turn): Phase;
begin
  if over(t) then
    return host[t].phase;
  end;
  return host[t].cell = open ? running : finishing;
end;

procedure quiet();
begin
  tab.asking := idle;
  tab.about := 0;
end;

-- M57, M58: what a tab does when it knows that a turn is over.
procedure settle(t: Turn);
begin
  seen[t] := true;
  if tab.owner = t then
    tab.owner := 0;
    tab.source := false;
  end;
  if tab.about = t then
    quiet();
  end;
end;

startstate
begin
  for t: Turn do
    host[t].phase := absent;
    host[t].cell := open;
    host[t].saved := open;
    host[t].tombstone := false;
    host[t].worker := none;
    line[t] := silence;
    seen[t] := false;
    promised[t] := false;
  end;
  tab.owner := 0;
  tab.source := false;
  tab.starting := 0;
  quiet();
  pressed := 0;
  lost := 0;
  newest := 0;
  late := false;
end;

-- The person. Turns are started in their order; a stop is about what is starting or shown.

ruleset t: Turn do
  rule "start"
    tab.starting = 0 & newest = t - 1
  ==> begin
    tab.starting := t;
  end;

  rule "stop"
    pressed < Cancels & line[t] = silence & !seen[t] & tab.about = 0
    & (tab.starting = t | (tab.starting = 0 & tab.owner = t))
  ==> begin
    pressed := pressed + 1;
    tab.asking := waits;
    tab.about := t;
    line[t] := asked;
  end;
end;

-- The host.

ruleset t: Turn do
  -- M10, M55: a tombstone refuses; a turn that has not ended is a conflict, tried again.
  rule "start arrives"
    tab.starting = t & host[t].phase = absent & !host[t].tombstone & over(3 - t)
  ==> begin
    host[t].phase := running;
    host[t].worker := works;
  end;

  rule "start is answered"
    tab.starting = t & host[t].phase != absent
  ==> begin
    tab.starting := 0;
    tab.owner := t;
    tab.source := true;
    newest := t;
  end;

  rule "start is refused"
    tab.starting = t & host[t].tombstone
  ==> begin
    tab.starting := 0;
    newest := t;
    settle(t);
  end;

  rule "the worker returns"
    host[t].phase = running & host[t].worker = works
  ==> begin
    if host[t].cell = open then -- M45
      host[t].cell := done;
    end;
    host[t].phase := finishing;
    host[t].worker := none;
  end;

  rule "the worker hangs"
    host[t].worker = works
  ==> begin
    host[t].worker := hangs;
  end;

  -- M52, M53, M56: at any host. The cell decides, and the answer says what it holds.
  rule "cancel arrives"
    line[t] = asked
  ==> begin
    if host[t].phase = absent then
      host[t].tombstone := true;
      line[t] := accepted;
    elsif host[t].cell = open then
      host[t].cell := cancelled;
      line[t] := accepted;
    elsif host[t].cell = cancelled then
      line[t] := accepted;
    else
      line[t] := refused;
    end;
    promised[t] := promised[t] | line[t] = accepted;
  end;

  -- M56: who runs the turn is woken and renews, and goes on as if it had been asked itself.
  rule "the runner hears"
    host[t].phase = running & host[t].cell = cancelled
  ==> begin
    host[t].phase := cancelling;
  end;

  rule "the worker unwinds"
    host[t].phase = cancelling & host[t].worker = works
  ==> begin
    host[t].worker := none;
    host[t].phase := finishing;
  end;

  -- M54.
  rule "the unwinding takes too long"
    host[t].phase = cancelling
  ==> begin
    host[t].phase := finishing;
  end;

  -- M54: the journal is sealed by the decision.
  rule "a late frame"
    host[t].worker = hangs & host[t].cell = open
  ==> begin
    late := late | host[t].cell != open;
  end;

  -- A running producer that hangs is ended by its lease, which the session's model has.
  rule "a hung turn is ended"
    host[t].phase = running & host[t].worker = hangs
  ==> begin
    if host[t].cell = open then
      host[t].cell := done;
    end;
    host[t].phase := finishing;
  end;

  rule "save the outcome"
    host[t].phase = finishing & host[t].saved = open
  ==> begin
    host[t].saved := host[t].cell;
  end;

  rule "append the terminal and free"
    host[t].phase = finishing & host[t].saved != open
  ==> begin
    host[t].phase := ended;
    host[t].worker := none;
  end;
end;

-- The tab hears.

ruleset t: Turn do
  rule "the terminal arrives"
    tab.owner = t & tab.source & host[t].phase = ended
  ==> begin
    settle(t);
  end;

  -- M57: nothing changes; the terminal settles it.
  rule "accepted"
    line[t] = accepted
  ==> begin
    line[t] := silence;
    if tab.about = t & tab.asking = waits then
      tab.asking := trusts;
    end;
  end;

  -- M57, M58: over, says the host. Its outcome is decided, so settling finds it or waits for it.
  rule "refused"
    line[t] = refused & host[t].phase = ended
  ==> begin
    line[t] := silence;
    settle(t);
  end;

  -- M57: no terminal for 10 s, so the status is asked for.
  rule "patience"
    tab.about = t & tab.asking = trusts & over(t)
  ==> begin
    if tab.starting = t then
      quiet(); -- the start's own answer will say that it was refused
    else
      settle(t);
    end;
  end;

  rule "no answer"
    tab.about = t & tab.asking = waits & line[t] = silence
  ==> begin
    tab.asking := unreachable;
  end;

  -- M57: the person is told, the stream stays, and stop can be pressed again.
  rule "told"
    tab.about = t & tab.asking = unreachable
  ==> begin
    quiet();
  end;

  -- A conversation whose cancel hangs in the air may go on: the next turn supersedes the cancel.
  rule "the next turn is announced"
    newest = t & t = 1 & tab.starting = 0 & seen[t] = false & host[1].phase = ended
    & host[2].phase = absent
  ==> begin
    host[2].phase := running;
    host[2].worker := works;
    newest := 2;
    seen[1] := true;
    tab.owner := 2;
    tab.source := true;
    quiet();
  end;
end;

-- What breaks.

ruleset t: Turn do
  rule "lose a cancel or its answer"
    lost < Losses & line[t] != silence
  ==> begin
    lost := lost + 1;
    line[t] := silence;
  end;
end;

rule "lose the stream"
  lost < Losses & tab.source
==> begin
  lost := lost + 1;
  tab.source := false;
end;

-- The ladder of reconnecting, which waits while a cancel is trusted to bring the end.
rule "open again"
  tab.owner != 0 & !tab.source & tab.asking != trusts
==> begin
  tab.source := true;
end;

-- All is over and everybody knows: no deadlock. Anything else without a way on is one.
rule "at rest"
  tab.owner = 0 & tab.starting = 0 & tab.asking = idle
  & forall t: Turn do over(t) & line[t] = silence end
==> begin
end;

invariant "T3 an accepted cancel ends its turn as cancelled"
  forall t: Turn do
    promised[t] -> host[t].cell = cancelled | (host[t].phase = absent & host[t].tombstone)
  end;

invariant "T3 no host says that a turn runs whose cancel was accepted"
  forall t: Turn do promised[t] -> said_of(t) != running end;

invariant "S2 what is saved is what was decided"
  forall t: Turn do host[t].saved != open -> host[t].saved = host[t].cell end;

invariant "O3 one turn at most has not ended"
  over(1) | over(2);

invariant "O5 only its own end takes a turn from the pane"
  newest != 0 -> seen[newest] | tab.owner = newest;

invariant "F5 who was told that a turn is over finds its outcome"
  forall t: Turn do seen[t] -> host[t].tombstone | host[t].saved != open end;

invariant "L1 no frame is stored after the outcome was decided"
  !late;

cover "a cancel is refused" exists t: Turn do line[t] = refused end;
cover "a tombstone refuses a start" exists t: Turn do host[t].tombstone & tab.starting = t end;
cover "a late worker outlives its bound"
  exists t: Turn do host[t].worker = hangs & host[t].phase = finishing end;
cover "an answer comes when another turn owns the pane" line[1] != silence & tab.owner = 2;
cover "the stream is gone while a cancel is trusted"
  tab.owner != 0 & !tab.source & tab.asking = trusts;
cover "a cancel is accepted, and the runner has not heard of it"
  exists t: Turn do host[t].phase = running & promised[t] end;
