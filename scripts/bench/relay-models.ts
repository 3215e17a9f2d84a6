/**
 * The relays of `properties/explorer/relays.ts` as somebody would write them for rumur and for
 * spin: lean models by hand, one rule for each offer, with the claims that are made there.
 *
 * Their worlds and transitions are the explorer's, and every run is compared with them. It must
 * never know how an engine is run.
 */
import type { RelaySize } from '../../properties/explorer/relays.ts';
import type { PromelaText } from './engines.ts';

/** For rumur. What a queue no longer holds is zero, so equal worlds are equal bits. */
export function murphiRelays({ relays, items, room }: RelaySize): string {
  return `
type
  relay: 0..${relays - 1};
  count: 0..${items};
  slot: 0..${room - 1};
  queue: record length: 0..${room}; items: array [slot] of count; end;
var
  sent: array [relay] of count;
  received: array [relay] of count;
  data: array [relay] of queue;
  acks: array [relay] of queue;

procedure add(var q: queue; item: count);
begin
  q.items[q.length] := item;
  q.length := q.length + 1;
end;

procedure drop(var q: queue);
begin
  for i := 1 to ${room - 1} do q.items[i - 1] := q.items[i]; end;
  q.items[${room - 1}] := 0;
  q.length := q.length - 1;
end;

startstate begin
  for r: relay do
    sent[r] := 0;
    received[r] := 0;
    data[r].length := 0;
    acks[r].length := 0;
    for s: slot do data[r].items[s] := 0; acks[r].items[s] := 0; end;
  end;
end;

ruleset r: relay do
  rule "send" sent[r] < ${items} & data[r].length < ${room} ==> begin add(data[r], sent[r]); end;
  rule "lose" data[r].length > 0 ==> begin drop(data[r]); end;
  rule "forget" acks[r].length > 0 ==> begin drop(acks[r]); end;
  rule "deliver" data[r].length > 0 & acks[r].length < ${room} ==>
  var item: count;
  begin
    item := data[r].items[0];
    drop(data[r]);
    assert "order" item <= received[r];
    if item = received[r] then received[r] := received[r] + 1; end;
    add(acks[r], item);
  end;
  rule "return" acks[r].length > 0 ==>
  var item: count;
  begin
    item := acks[r].items[0];
    drop(acks[r]);
    if item = sent[r] then sent[r] := sent[r] + 1; end;
  end;
end;

invariant "bounded"
  forall r: relay do sent[r] <= received[r] & received[r] <= sent[r] + 1 end;
`;
}

/** For spin: one process, each action one step of it. */
export function promelaRelays({ relays, items, room }: RelaySize): PromelaText {
  const all = Array.from({ length: relays }, (_, relay) => relay);
  const promela = `
#define put(q, item) q.items[q.count] = item; q.count++
#define drop(q) ${shift(room)} q.count--
#define bounded(r) assert(sent[r] <= received[r] && received[r] <= sent[r] + 1)
typedef queue { byte count; byte items[${room}] };
byte sent[${relays}];
byte received[${relays}];
queue data[${relays}];
queue acks[${relays}];
hidden byte item;

active proctype relays() {
  do
${all.map((relay) => promelaRelay(relay, items, room)).join('\n')}
  od
}
`;
  return { promela, code: '' };
}

function shift(room: number): string {
  const moves = Array.from({ length: room - 1 }, (_, at) => `q.items[${at}] = q.items[${at + 1}];`);
  return [...moves, `q.items[${room - 1}] = 0;`].join(' ');
}

function promelaRelay(r: number, items: number, room: number): string {
  return `
  :: d_step { sent[${r}] < ${items} && data[${r}].count < ${room} -> put(data[${r}], sent[${r}]) }
  :: d_step { data[${r}].count > 0 -> drop(data[${r}]) }
  :: d_step { acks[${r}].count > 0 -> drop(acks[${r}]) }
  :: d_step { data[${r}].count > 0 && acks[${r}].count < ${room} ->
      item = data[${r}].items[0]; drop(data[${r}]); assert(item <= received[${r}]);
      if :: item == received[${r}] -> received[${r}]++ :: else fi;
      put(acks[${r}], item); item = 0; bounded(${r}) }
  :: d_step { acks[${r}].count > 0 ->
      item = acks[${r}].items[0]; drop(acks[${r}]);
      if :: item == sent[${r}] -> sent[${r}]++ :: else fi; item = 0; bounded(${r}) }`;
}
