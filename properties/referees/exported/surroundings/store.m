-- One store: a session's record behind a lock with fences, and for each turn a journal with a fence, a
-- lease and the cell of its outcome (docs/protocol.md, "Records, locks and fences"). It keeps and
-- compares. Each access is one step. What is in a record is a number here, as it is for a store.
--
-- A lock's fence is only compared with the last one issued: so hosts are told when one is issued, and
-- from then on every fence they hold is an older one. A lock or a lease runs out by itself when its
-- host is dead; while the host lives, when that is in the budget.
--
-- Nobody asks anything in the worlds that come here: so no prompt has a cell (M66), no answer is to be
-- told of, and a journal is closed by its terminal alone.

const
  fence_older: 1;
  fence_last: 2;

type
  hold_record: record
    is_held: boolean;
    host: host_name;
    is_dead: boolean;
  end;
  journal_record: record
    fence: fence_number; -- 0: the turn was never registered
    length: 0..journal_max;
    frames: array [1..journal_max] of frame_number;
    cell: cell_number; -- the outcome, once decided
    sealed: 0..journal_max; -- decided: how many frames the journal had then (M54)
    lease: hold_record;
  end;
  store_record: record
    session: record_number;
    lock: hold_record;
    journals: array [stream_name] of journal_record;
  end;

procedure let_go(var hold: hold_record);
begin
  hold.is_held := false;
  hold.host := h_nobody;
  hold.is_dead := false;
end;

procedure take_hold(var hold: hold_record; host: host_name);
begin
  hold.is_held := true;
  hold.host := host;
  hold.is_dead := (host = h_nobody);
end;

procedure start_store();
begin
  store.session := record_at_first;
  let_go(store.lock);
  for stream: stream_name do
    store.journals[stream].fence := 0;
    store.journals[stream].length := 0;
    store.journals[stream].cell := cell_open;
    store.journals[stream].sealed := 0;
    let_go(store.journals[stream].lease);
    for at: 1..journal_max do
      store.journals[stream].frames[at] := no_frame;
    end;
  end;
end;

-- Nobody hears of what was done although it failed.
procedure done(
  var queue: queue_record; host: host_name; effect: effect_number; event: event_number);
begin
  if host != h_nobody then
    post_host_done(queue, effect, event);
  end;
end;

-- M36: one holder at a time; who asks in between waits.
procedure store_lock(
  var queue: queue_record; host: host_name; effect: effect_number; is_patient: seq_number);
begin
  if store.lock.is_held & is_patient = 1 then
    post_host_waits(queue, effect);
  else
    assume !store.lock.is_held;
    take_hold(store.lock, host);
    for one: 1..host_max do
      post_host_fence_issued(queue, one);
    end;
    done(queue, host, effect, event_locked);
  end;
end;

procedure store_load(var queue: queue_record; host: host_name; effect: effect_number);
begin
  done(queue, host, effect, event_loaded(store.session));
end;

-- M37: the fence is compared with the last one issued, in the step that writes.
procedure store_save(
  var queue: queue_record; host: host_name; effect: effect_number;
  fence: lock_fence; session: record_number);
begin
  if fence = fence_last then
    store.session := session;
    done(queue, host, effect, event_saved);
  else
    done(queue, host, effect, event_fenced);
  end;
end;

-- M36: only what is still its own.
procedure store_unlock(
  var queue: queue_record; host: host_name; effect: effect_number; fence: lock_fence);
begin
  if fence = fence_last & store.lock.is_held & store.lock.host = host then
    let_go(store.lock);
  end;
  done(queue, host, effect, event_unlocked);
end;

-- M49, M55: whether the lease of the last fence runs, and what the cell holds.
procedure store_judge(
  var queue: queue_record; host: host_name; effect: effect_number; stream: stream_name);
begin
  done(queue, host, effect, event_leased(store.journals[stream].fence,
    store.journals[stream].lease.is_held ? 1 : 0, cell_kind(store.journals[stream].cell)));
end;

-- M48, M49: the fence rises after the very one that was judged, and only if no lease runs.
procedure store_claim(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; after: fence_number);
begin
  if store.journals[stream].fence != after | store.journals[stream].lease.is_held then
    done(queue, host, effect, event_fenced);
  else
    store.journals[stream].fence := after + 1;
    take_hold(store.journals[stream].lease, host);
    done(queue, host, effect, event_claimed(after + 1));
  end;
end;

-- M48: of a turn that was never registered every fence is an older one.
function is_older(stream: stream_name; fence: fence_number): boolean;
begin
  return store.journals[stream].fence = 0 | store.journals[stream].fence != fence;
end;

-- M49: who renews hears what the cell holds, which may be the cancel of another host (M56).
procedure store_renew(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; fence: fence_number);
begin
  if is_older(stream, fence) then
    done(queue, host, effect, event_fenced);
  else
    take_hold(store.journals[stream].lease, host);
    done(queue, host, effect, event_renewed(cell_kind(store.journals[stream].cell)));
  end;
end;

-- The same frame again is accepted. A decided journal is sealed for all but what closes it (M54), and
-- that is the terminal of what was decided (M45).
procedure write_frame(
  var queue: queue_record; host: host_name; effect: effect_number; stream: stream_name;
  fence: fence_number; frame: frame_number; written: event_number; failed: event_number);
var seq: seq_number;
begin
  seq := frame_seq(frame);
  if is_older(stream, fence) then
    done(queue, host, effect, event_fenced);
  elsif seq <= store.journals[stream].length then
    done(queue, host, effect,
      store.journals[stream].frames[seq] = frame ? written : failed);
  elsif seq != store.journals[stream].length + 1 |
    (store.journals[stream].cell != cell_open &
     frame_kind(frame) != cell_kind(store.journals[stream].cell))
  then
    done(queue, host, effect, failed);
  else
    store.journals[stream].length := seq;
    store.journals[stream].frames[seq] := frame;
    -- M18, M19: readers are woken by what has been stored.
    if has_wires = 1 then
      for wire: wire_name do
        post_wire_wake(queue, wire, stream);
      end;
    end;
    done(queue, host, effect, written);
  end;
end;

procedure store_append(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; fence: fence_number; frame: frame_number);
begin
  write_frame(queue, host, effect, stream, fence, frame, event_none, event_append_failed);
end;

procedure store_close(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; fence: fence_number; frame: frame_number);
begin
  write_frame(queue, host, effect, stream, fence, frame, event_closed, event_close_failed);
end;

-- M54: how much of a journal is content. What is written when it is decided only closes it.
function content_length(stream: stream_name): 0..journal_max;
begin
  return store.journals[stream].cell = cell_open ?
    store.journals[stream].length : store.journals[stream].sealed;
end;

-- M45: the first outcome is kept, and later attempts are answered with it. M56: it may have been
-- decided by a host that does not run the turn; so whoever may run it is woken, and then renews.
procedure store_decide(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; fence: fence_number; cell: cell_number);
begin
  if is_older(stream, fence) then
    done(queue, host, effect, event_fenced);
  else
    if store.journals[stream].cell = cell_open then
      store.journals[stream].cell := cell;
      store.journals[stream].sealed := store.journals[stream].length;
      for one: 1..host_max do
        post_host_woken(queue, one, stream);
      end;
    end;
    done(queue, host, effect,
      event_decided(store.journals[stream].cell, content_length(stream)));
  end;
end;

-- M25: the stored turn is the fold of its journal. What a fold comes to is data.
procedure store_fold(
  var queue: queue_record; host: host_name; effect: effect_number;
  stream: stream_name; terminal: frame_number);
begin
  done(queue, host, effect, event_folded(stream, content_length(stream), terminal));
end;

procedure store_head(var queue: queue_record; wire: wire_name; stream: stream_name);
var
  length: 0..journal_max;
  terminal: kind_number;
begin
  if store.journals[stream].fence = 0 then
    post_wire_head(queue, wire, heard_missing);
  else
    length := store.journals[stream].length;
    terminal := is_content;
    if length > 0 then
      terminal := frame_kind(store.journals[stream].frames[length]);
    end;
    post_wire_head(queue, wire, heard_of_head(length, terminal));
  end;
end;

-- M12: what is after the cursor.
procedure store_read(
  var queue: queue_record; wire: wire_name; stream: stream_name; after: seq_number);
var
  frames: array [1..journal_max] of frame_number;
begin
  if store.journals[stream].fence = 0 then
    post_wire_batch(queue, wire, heard_missing);
  else
    for at: 1..journal_max do
      frames[at] := no_frame;
      if after + at <= journal_max then
        frames[at] := store.journals[stream].frames[after + at];
      end;
    end;
    post_wire_batch(queue, wire, heard_of_batch(frames[1], frames[2], frames[3], frames[4]));
  end;
end;

-- M51: who reads writes nothing. M55: of the record's last turn it reads the cell as well, for a record
-- says nothing of a cancel by another host.
procedure store_view(var queue: queue_record; host: host_name; about: about_number);
var decided: kind_number;
begin
  decided := is_undecided;
  if last_turn(store.session) >= 0 then
    decided := cell_kind(store.journals[last_turn(store.session)].cell);
  end;
  post_host_viewed(queue, about, store.session, decided);
end;

-- A host could not release its lock: nobody will.
procedure store_unreleased(var queue: queue_record; host: host_name; fence: lock_fence);
begin
  if fence = fence_last & store.lock.is_held & store.lock.host = host then
    store.lock.is_dead := true;
  end;
end;

procedure store_dead(var queue: queue_record; host: host_name);
begin
  if store.lock.is_held & store.lock.host = host then
    store.lock.is_dead := true;
  end;
  for stream: stream_name do
    if store.journals[stream].lease.is_held & store.journals[stream].lease.host = host then
      store.journals[stream].lease.is_dead := true;
    end;
  end;
end;

-- 0: the lock runs out; a higher number: the lease of that turn.
function store_may(event: 0..stream_max): boolean;
begin
  return event = 0 ? store.lock.is_held : store.journals[event - 1].lease.is_held;
end;

procedure run_out(var queue: queue_record; var hold: hold_record);
begin
  if !hold.is_dead then
    budget_spend(queue, f_expiries);
  end;
  let_go(hold);
end;

procedure store_begins(var queue: queue_record; event: 0..stream_max);
begin
  if event = 0 then
    run_out(queue, store.lock);
  else
    run_out(queue, store.journals[event - 1].lease);
  end;
end;
