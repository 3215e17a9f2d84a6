-- The watch of one tab (M32): level-triggered, so what is in flight is the newest that was looked up.
-- What was told is not told again; in a world with retells it is, which is what a reconnect does.

type
  watch_record: record
    told: last_number;
    flight: last_number;
  end;

procedure start_watches();
begin
  for watch: watch_name do
    watches[watch].told := nothing_said;
    watches[watch].flight := nothing_said;
  end;
end;

procedure watch_looked(var queue: queue_record; watch: watch_name; last: last_number);
var known: last_number;
begin
  known := watches[watch].flight;
  if known = nothing_said then
    known := watches[watch].told;
  end;
  if last != nothing_said & last != known then
    watches[watch].flight := last;
  end;
end;

function watch_may(watch: watch_name; event: 0..1): boolean;
begin
  return event = 0 | watches[watch].flight != nothing_said;
end;

procedure watch_begins(var queue: queue_record; watch: watch_name; event: 0..1);
begin
  if event = 0 then
    post_host_watch(queue, watch);
  else
    post_tab_watched(queue, watch, watches[watch].flight);
    watches[watch].told := retells = 1 ? nothing_said : watches[watch].flight;
    watches[watch].flight := nothing_said;
  end;
end;
