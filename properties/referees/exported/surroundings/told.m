-- Whose cancels some host has accepted, whether or not anybody heard of it. Nothing here reads it; it
-- is in the world because a promise is about it (M52).

procedure start_told();
begin
  for key: key_name do
    told[key] := false;
  end;
end;

procedure told_accepted(var queue: queue_record; key: key_name);
begin
  told[key] := true;
end;
