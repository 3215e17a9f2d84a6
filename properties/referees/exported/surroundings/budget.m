-- How often people act and things break in one  Whatever costs something posts it first: where
-- nothing is left of it, it does not happen.

procedure start_budget();
begin
  for fault: fault_name do
    budget[fault] := budget_at_first(fault);
  end;
end;

procedure budget_spend(var queue: queue_record; fault: fault_name);
begin
  if unlimited(fault) = 0 then
    assume budget[fault] > 0;
    budget[fault] := budget[fault] - 1;
  end;
end;
