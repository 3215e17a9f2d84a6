/** Temporary: host and store in one, every operation at once. */
import type { Frame, FrameInput, StoredTurn } from '../../machines/vocabulary.ts';
import {
  decideCancelAbsent, decideStart, emptyRecord, emptyScene, endedTurn, finishTurn, foldFrames, freeOwner, lastTurn, phaseOf,
  type SessionRecord, settleAnswer, summaryOf, turnMachine, turnOf,
} from '../../runtime/core/host.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';

interface Running { readonly state: turnMachine.State; readonly produced: number; readonly pulling: boolean; readonly aborted: boolean; readonly replies: Record<string, { to: string; key: string }> }
interface HubState {
  readonly record: SessionRecord;
  readonly turns: Readonly<Record<string, Running>>;
  readonly journals: Readonly<Record<string, { frames: readonly Frame[]; cell: string | null }>>;
}
export function hub(options: { script: readonly FrameInput[]; wires: readonly string[] }): Actor<HubState, never> {
  return {
    name: 'store',
    initial: { record: emptyRecord('s'), turns: {}, journals: {} },
    offers: (state) => offersOf(state, options),
    react: (state, message) => react(state, message, options),
  };
}
function offersOf(state: HubState, { script }: { script: readonly FrameInput[] }): Offer[] {
  const offers: Offer[] = [];
  for (const [id, r] of Object.entries(state.turns)) {
    const o = (type: string, fair = true) => offers.push({ message: { type, id } as never, fair: fair ? `host: ${id} ${type}` : null, label: `host: ${id} ${type}` });
    if (r.pulling) {
      const last = script[r.produced - 1];
      const waits = last?.kind === 'prompt' && r.state.context.open.length > 0 && !r.aborted;
      if (!waits) { if (r.produced < script.length && !r.aborted) o('produced'); else o('returned'); }
    }
    for (const t of r.state.timers) offers.push({ message: { type: 'timer', id, timer: t.timer } as never, fair: `host: ${id} ${t.timer}`, label: `host: ${id} ${t.timer}` });
  }
  return offers;
}
function react(state: HubState, m: any, options: { script: readonly FrameInput[]; wires: readonly string[] }): Reaction<HubState> | null {
  const run = { state: structuredClone(state) as any, posts: [] as Post[] };
  const s = run.state;
  const drop = (id: string) => { const r = s.turns[id]; if (r && r.state.status === 'done' && !r.pulling) delete s.turns[id]; };
  const tell = (id: string, event: any) => {
    const r = s.turns[id];
    if (r === undefined) return;
    const [next, outs] = turnMachine.step(r.state, event);
    r.state = next;
    for (const o of outs) perform(id, o);
    if (s.turns[id]) { const t = s.turns[id]; t.state = { ...t.state, generation: t.state.timers.length, timers: t.state.timers.map((x: any, i: number) => ({ ...x, generation: i + 1 })) }; }
    drop(id);
  };
  const answer = (to: string, key: string, a: any) => run.posts.push({ to, message: { type: 'answered', key, answer: a } as never });
  const wake = (id: string) => { for (const w of options.wires) run.posts.push({ to: w, message: { type: 'wake', streamId: id } as never }); };
  const perform = (id: string, o: any): void => {
    const r = s.turns[id];
    const j = s.journals[id];
    switch (o.type) {
      case 'create': s.journals[id] = { frames: [], cell: null }; return tell(id, { type: 'created' });
      case 'produce': r.pulling = true; return;
      case 'abort': r.aborted = true; return;
      case 'append': j.frames.push(o.frame); return wake(id);
      case 'decide': j.cell ??= o.outcome; return tell(id, { type: 'decided', outcome: j.cell, lastSeq: j.frames.length });
      case 'save': {
        const asked = turnOf(s.record, id) as StoredTurn;
        const terminal = { seq: j.frames.length + 1, kind: o.outcome, data: o.detail };
        s.record = finishTurn(s.record, endedTurn(asked, foldFrames(emptyScene, [...j.frames, terminal])), 0) ?? s.record;
        return tell(id, { type: 'saved' });
      }
      case 'close_journal': j.frames.push(o.frame); wake(id); return tell(id, { type: 'closed' });
      case 'free': s.record = freeOwner(s.record, id) ?? s.record; return tell(id, { type: 'freed' });
      case 'reply': for (const n of o.requests) { const q = r.replies[n]; if (q) { answer(q.to, q.key, { state: o.result }); delete r.replies[n]; } } return;
      default: return;
    }
  };
  const request = (id: string, to: string, key: string) => { const r = s.turns[id]; let n = 1; while (r.replies[n]) n++; r.replies[n] = { to, key }; return n; };
  const phase = (id: string | undefined) => (id !== undefined && s.turns[id] ? phaseOf(s.turns[id].state) : null);
  switch (m.type) {
    case 'produced': { const r = s.turns[m.id]; const g = options.script[r.produced]!; const f = g.kind === 'text' ? { kind: 'text', data: `${m.id}.${r.produced + 1} ` } : { kind: 'prompt', data: { id: `${m.id}.p` } }; r.produced++; tell(m.id, { type: 'produced', frame: f }); break; }
    case 'returned': s.turns[m.id].pulling = false; tell(m.id, { type: 'returned' }); drop(m.id); break;
    case 'timer': { const t = s.turns[m.id].state.timers.find((x: any) => x.timer === m.timer); tell(m.id, { type: 'timer', ...t }); break; }
    case 'head': { const j = s.journals[m.streamId]; const last = j?.frames.at(-1); run.posts.push({ to: m.from, message: { type: 'head', head: j ? { firstSeq: 1, lastSeq: j.frames.length, terminal: ['done', 'cancelled', 'failed', 'interrupted'].includes(last?.kind) ? last.kind : null } : null } as never }); break; }
    case 'read': { const j = s.journals[m.streamId]; run.posts.push({ to: m.from, message: { type: 'batch', frames: j ? j.frames.slice(m.after) : null } as never }); break; }
    case 'watch': { const sum = summaryOf(s.record); run.posts.push({ to: m.from, message: { type: 'looked', last: lastTurn(sum, phase(sum.lastTurn?.streamId)) } as never }); break; }
    case 'request': {
      const w = m.what;
      if (w.type === 'load') { const sum = summaryOf(s.record); answer(m.from, m.key, { state: 'loaded', turns: s.record.turns, last: lastTurn(sum, phase(sum.lastTurn?.streamId)) }); }
      else if (w.type === 'settle') answer(m.from, m.key, settleAnswer(s.record, w.streamId));
      else if (w.type === 'start') {
        const d = decideStart(s.record, { turnId: w.streamId, question: w.streamId, now: 0, ownerPhase: s.record.owner ? (phase(s.record.owner.streamId) ?? 'running') : 'ended' });
        if (d.record) {
          s.record = d.record;
          const [st, outs] = turnMachine.start({ streamId: w.streamId } as never);
          s.turns[w.streamId] = { state: st, produced: 0, pulling: false, aborted: false, replies: {} };
          for (const o of outs) perform(w.streamId, o);
        }
        answer(m.from, m.key, d.answer);
      } else if (w.type === 'cancel') {
        const r = s.turns[w.streamId];
        if (r && r.state.status !== 'done') tell(w.streamId, { type: 'cancel', request: request(w.streamId, m.from, m.key) });
        else { const d = decideCancelAbsent(s.record, w.streamId); if (d.record) s.record = d.record; answer(m.from, m.key, d.answer); }
      } else if (w.type === 'answer') {
        const r = s.turns[w.streamId];
        if (r && r.state.status !== 'done') tell(w.streamId, { type: 'answer', request: request(w.streamId, m.from, m.key), promptId: `${w.streamId}.p`, answerId: w.answerId, value: w.value });
        else answer(m.from, m.key, { state: 'gone' });
      }
      break;
    }
  }
  void spend;
  return run;
}
