-- The connection over which one tab reads one stream (M12 to M20, M23), with the host's reader at its
-- far end. What the reader has sent is in flight, first in, first out, until it is delivered or lost
-- with the connection. The reader is a machine: `reader_next` and `reader_says` are its table.
--
-- A read of the journal is done at once; in a world with split reads it takes its time, and is
-- overtaken by what is appended meanwhile.

const
  read_none: 0;
  read_asked: 1;
  read_found: 2;
  flight_max: 10;

type
  item_record: record
    item: item_name;
    frame: frame_number;
  end;
  wire_record: record
    is_open: boolean;
    stream: stream_name;
    is_asked: boolean; -- the request has not arrived yet; it is for what comes after `after`
    after: seq_number;
    reader: reader_number;
    read: read_none..read_found;
    found: heard_number;
    length: 0..flight_max;
    flight: array [1..flight_max] of item_record;
  end;

procedure clear_flight(wire: wire_name);
begin
  for at: 1..flight_max do
    wires[wire].flight[at].item := 0;
    wires[wire].flight[at].frame := no_frame;
  end;
  wires[wire].length := 0;
end;

procedure close_wire(wire: wire_name);
begin
  wires[wire].is_open := false;
  wires[wire].stream := 0;
  wires[wire].is_asked := false;
  wires[wire].after := 0;
  wires[wire].reader := no_reader;
  wires[wire].read := read_none;
  wires[wire].found := 0;
  clear_flight(wire);
end;

procedure start_wires();
begin
  for wire: wire_name do
    close_wire(wire);
  end;
end;

procedure send(wire: wire_name; item: item_name; frame: frame_number);
begin
  if wires[wire].length = flight_max then
    error "more in flight than there is room for";
  end;
  wires[wire].length := wires[wire].length + 1;
  wires[wire].flight[wires[wire].length].item := item;
  wires[wire].flight[wires[wire].length].frame := frame;
end;

-- What was in flight is lost with the connection.
procedure break_wire(wire: wire_name);
begin
  wires[wire].is_asked := false;
  wires[wire].after := 0;
  wires[wire].reader := no_reader;
  wires[wire].read := read_none;
  wires[wire].found := 0;
  clear_flight(wire);
  send(wire, i_broken, no_frame);
end;

-- The reader says one thing.
procedure reader_does(
  var queue: queue_record; wire: wire_name; said: says_name; heard: heard_number);
begin
  switch said
  case says_read:
    if split_reads = 1 then
      wires[wire].read := read_asked;
    else
      post_store_read(
        queue, wire, wires[wire].stream, reader_cursor(wires[wire].reader));
    end;
  case says_send: -- M12: the batch, in its order
    for at: 1..journal_max do
      if batch_frame(heard, at) != no_frame then
        send(wire, i_frame, batch_frame(heard, at));
      end;
    end;
  case says_reset: send(wire, i_reset, no_frame); -- M14
  case says_end: send(wire, i_stream_end, no_frame); -- M15
  case says_open: send(wire, i_opened, no_frame);
  case says_gone: send(wire, i_gone, no_frame); -- M17, M22
  case says_cut: break_wire(wire);
  case says_finish:
    -- The end of the connection follows what was sent; a refusal was all there was to say.
    wires[wire].reader := no_reader;
    wires[wire].read := read_none;
    wires[wire].found := 0;
    if wires[wire].length = 0 then
      send(wire, i_broken, no_frame);
    elsif wires[wire].flight[wires[wire].length].item != i_gone then
      send(wire, i_broken, no_frame);
    end;
  end;
end;

procedure reader_hears(var queue: queue_record; wire: wire_name; heard: heard_number);
var reader: reader_number;
begin
  reader := wires[wire].reader;
  if reader != no_reader then
    wires[wire].reader := reader_next(reader, heard);
    for place: 0..says_max do
      if reader_says(reader, heard, place) >= 0 then
        reader_does(queue, wire, reader_says(reader, heard, place), heard);
      end;
    end;
  end;
end;

procedure wire_open(
  var queue: queue_record; wire: wire_name; stream: stream_name; after: seq_number);
begin
  close_wire(wire);
  wires[wire].is_open := true;
  wires[wire].stream := stream;
  wires[wire].is_asked := true;
  wires[wire].after := after;
end;

procedure wire_close(var queue: queue_record; wire: wire_name);
begin
  close_wire(wire);
end;

-- From here on: what comes for a connection that has been closed meanwhile reaches nobody (M23).

procedure wire_arrived(var queue: queue_record; wire: wire_name);
begin
  if wires[wire].is_open then
    post_store_head(queue, wire, wires[wire].stream);
  end;
end;

procedure wire_head(var queue: queue_record; wire: wire_name; heard: heard_number);
begin
  if wires[wire].is_open then
    wires[wire].reader := reader_start(wires[wire].after);
    wires[wire].is_asked := false;
    wires[wire].after := 0;
    reader_hears(queue, wire, heard);
  end;
end;

procedure wire_batch(var queue: queue_record; wire: wire_name; heard: heard_number);
begin
  if wires[wire].is_open then
    if split_reads = 1 & wires[wire].read = read_asked then
      wires[wire].read := read_found;
      wires[wire].found := heard;
    else
      reader_hears(queue, wire, heard);
    end;
  end;
end;

procedure wire_wake(var queue: queue_record; wire: wire_name; stream: stream_name);
begin
  if wires[wire].is_open & wires[wire].stream = stream then
    reader_hears(queue, wire, heard_wake);
  end;
end;

procedure wire_host_down(var queue: queue_record; wire: wire_name);
begin
  if wires[wire].is_open then
    break_wire(wire);
  end;
end;

-- The first thing in flight arrives; the reader goes on when all has been taken (M21).
procedure deliver(var queue: queue_record; wire: wire_name);
var first: item_record;
begin
  first := wires[wire].flight[1];
  post_tab_heard(
    queue, wire, first.item, first.item = i_frame ? wires[wire].stream : 0, first.frame);
  if first.item = i_broken | first.item = i_gone | first.item = i_busy | first.item = i_forbidden
  then
    close_wire(wire);
  else
    for at: 2..flight_max do
      wires[wire].flight[at - 1] := wires[wire].flight[at];
    end;
    wires[wire].flight[flight_max].item := 0;
    wires[wire].flight[flight_max].frame := no_frame;
    wires[wire].length := wires[wire].length - 1;
    if wires[wire].length = 0 then
      if reader_place(wires[wire].reader) = reader_sends then
        reader_hears(queue, wire, heard_drained);
      end;
    end;
  end;
end;

procedure refuse(wire: wire_name; item: item_name);
begin
  wires[wire].is_asked := false;
  wires[wire].after := 0;
  clear_flight(wire);
  send(wire, item, no_frame);
end;

function wire_may(wire: wire_name; event: 0..8): boolean;
begin
  if !wires[wire].is_open then
    return false;
  end;
  switch event
  case 0: return wires[wire].is_asked; -- the request arrives
  case 1: return wires[wire].length > 0;
  case 2: return wires[wire].read = read_asked; -- the journal is read
  case 3: return wires[wire].read = read_found; -- the reader gets what was read
  case 4: -- M20: a heartbeat
    return heartbeats = 1 & wires[wire].length = 0 &
      reader_place(wires[wire].reader) = reader_waits;
  case 5: -- it breaks, and is not broken already
    return wires[wire].length = 0 | wires[wire].flight[1].item != i_broken;
  case 6: return wires[wire].reader != no_reader; -- the host ends it
  case 7: return wires[wire].is_asked; -- 503
  case 8: return wires[wire].is_asked; -- 403
  end;
end;

procedure wire_begins(var queue: queue_record; wire: wire_name; event: 0..8);
var found: heard_number;
begin
  switch event
  case 0: post_host_open(queue, wire, wires[wire].stream);
  case 1: deliver(queue, wire);
  case 2:
    post_store_read(
      queue, wire, wires[wire].stream, reader_cursor(wires[wire].reader));
  case 3:
    found := wires[wire].found;
    wires[wire].read := read_none;
    wires[wire].found := 0;
    reader_hears(queue, wire, found);
  case 4: send(wire, i_heartbeat, no_frame);
  case 5:
    budget_spend(queue, f_breaks);
    break_wire(wire);
  case 6:
    budget_spend(queue, f_ends);
    reader_hears(queue, wire, heard_shutdown);
  case 7:
    budget_spend(queue, f_refusals);
    refuse(wire, i_busy);
  case 8:
    budget_spend(queue, f_refusals);
    refuse(wire, i_forbidden);
  end;
end;
