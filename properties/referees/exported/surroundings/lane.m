-- One kind of request of one tab, on its way to a host and back (M7 to M10, M24, M26 to M31). Requests
-- of other kinds overtake freely: they have lanes of their own. One lane holds a call for each key.
--
-- Every request ends in an answer or in `unreachable`: it may be lost on its way there, with the host
-- that serves it, and on its way back. A request that is asked again takes the place of the one before.

type
  call_place: enum {absent, sent, served, answered};
  call_record: record
    place: call_place;
    want: want_number; -- what is asked
    host: host_name; -- served: by whom
    answer: answer_number; -- answered: what
  end;
  lane_record: array [key_name] of call_record;


procedure drop_call(lane: lane_name; key: key_name);
begin
  lanes[lane][key].place := absent;
  lanes[lane][key].want := 0;
  lanes[lane][key].host := h_nobody;
  lanes[lane][key].answer := 0;
end;

procedure start_lanes();
begin
  for lane: lane_name do
    for key: key_name do
      drop_call(lane, key);
    end;
  end;
end;

procedure answer_call(lane: lane_name; key: key_name; answer: answer_number);
begin
  lanes[lane][key].place := answered;
  lanes[lane][key].host := h_nobody;
  lanes[lane][key].answer := answer;
end;

procedure lane_ask(var queue: queue_record; lane: lane_name; key: key_name; want: want_number);
begin
  -- In a world with echoes a status that is asked again does not undo the one before.
  if echoes = 1 & lane_kind(lane) = asks_status & key = k_only & lanes[lane][key].place != absent then
    lanes[lane][k_older] := lanes[lane][key];
  end;
  drop_call(lane, key);
  lanes[lane][key].place := sent;
  lanes[lane][key].want := want;
end;

procedure lane_answered(
  var queue: queue_record; lane: lane_name; key: key_name; answer: answer_number);
begin
  if lane_kind(lane) = asks_cancel & answer = answer_accepted then
    told_accepted(queue, key);
  end;
  -- The answer to a call that was made anew, or that was lost, reaches nobody.
  if lanes[lane][key].place = served then
    answer_call(lane, key, answer);
  end;
end;

-- A process that died answers nothing.
procedure lane_host_down(var queue: queue_record; lane: lane_name; host: host_name);
begin
  for key: key_name do
    if lanes[lane][key].place = served & lanes[lane][key].host = host then
      answer_call(lane, key, answer_unreachable);
    end;
  end;
end;

function lane_may(lane: lane_name; key: key_name; event: 0..3; host: 0..host_max - 1): boolean;
begin
  switch event
  case 0: return lanes[lane][key].place = sent; -- arrives at that host
  case 1: return lanes[lane][key].place = sent & host = 0; -- arrives, and will again
  case 2: -- is lost; an answer that says so is lost to nobody
    return lanes[lane][key].place != absent & host = 0 &
      (lanes[lane][key].place != answered |
       lanes[lane][key].answer != answer_unreachable);
  case 3: return lanes[lane][key].place = answered & host = 0; -- comes back
  end;
end;

procedure lane_begins(
  var queue: queue_record; lane: lane_name; key: key_name; event: 0..3; host: 0..host_max - 1);
begin
  switch event
  case 0:
    lanes[lane][key].place := served;
    lanes[lane][key].host := host + 1;
    post_host_request(queue, host + 1, lane, key, lanes[lane][key].want);
  case 1:
    budget_spend(queue, f_duplicates);
    post_host_request(queue, 1, lane, key, lanes[lane][key].want);
  case 2:
    budget_spend(queue, f_losses);
    answer_call(lane, key, answer_unreachable);
  case 3:
    post_tab_reply(queue, lane, key, lanes[lane][key].answer);
    drop_call(lane, key);
  end;
end;
