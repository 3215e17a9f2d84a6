/**
 * The composed client, message by message: what each does to the machines, to the screen, and to
 * what the shell is asked. What a client shows of itself is in view.test.ts.
 */
import { describe, expect, test } from 'vitest';
import type { Json, LastTurn, LoadAnswer, StoredTurn } from '../../machines/vocabulary.ts';
import { type Client, type ClientEffect, type ClientMessage, start, step } from './client.ts';
import { createView } from './view.ts';

/** A client, and every effect that it asked for. */
function rig() {
  const begun = start({ offline: false });
  const view = createView();
  let client: Client = begun[0];
  const asked: ClientEffect[] = [...begun[1]];
  const say = (message: ClientMessage) => {
    const [next, effects] = step(client, message);
    client = next;
    asked.push(...effects);
    return effects;
  };
  return {
    say,
    asked,
    see: () => view(client),
    get client() {
      return client;
    },
    load: (answer: LoadAnswer) =>
      say({ to: 'pane', event: { type: 'loaded', request: 1, answer } }),
    frame: (seq: number, kind: string, data: string | null, source = 1, attachmentId = 1) =>
      say({
        to: 'attachment',
        event: { type: 'frame', attachmentId, source, streamId: 'r1', seq, kind, data },
      }),
  };
}

const last: LastTurn = { streamId: 'r1', ordinal: 1, phase: 'running' };
const turn = (more: Partial<StoredTurn>): StoredTurn => ({
  streamId: 'r1',
  ordinal: 1,
  question: 'why?',
  parts: [],
  usage: null,
  outcome: null,
  detail: null,
  coveredSeq: 0,
  ...more,
});

/** Loaded, attached to r1, and two frames in. */
function live() {
  const one = rig();
  one.load({ state: 'loaded', turns: [turn({})], last });
  one.say({ to: 'attachment', event: { type: 'opened', attachmentId: 1, source: 1 } });
  one.frame(1, 'text', 'Be');
  one.frame(2, 'text', 'cause');
  return one;
}

const types = (effects: readonly ClientEffect[]) => effects.map(({ type }) => type);

test('a load attaches to the turn that runs, and shows its question', () => {
  const one = live();
  expect(types(one.asked)).toContain('open');
  expect(one.see().turns).toMatchObject([
    { question: 'why?', state: 'live', parts: [{ type: 'text', text: 'Because' }] },
  ]);
});

test('S1: the terminal changes nothing on screen; the transcript does, in one step', () => {
  const one = live();
  expect(types(one.frame(3, 'done', null))).toEqual(expect.arrayContaining(['close', 'settle']));
  expect(one.see().turns[0]).toMatchObject({ state: 'live', parts: [{ text: 'Because' }] });
  const parts = [{ type: 'text', text: 'Because' }] as const;
  const answer = { state: 'restored', turn: turn({ parts, outcome: 'done', coveredSeq: 3 }) };
  one.say({
    to: 'attachment',
    event: { type: 'settled', attachmentId: 1, request: 1, answer: answer as never },
  });
  expect(one.see().turns[0]).toMatchObject({ state: 'settled', parts, outcome: 'done' });
  expect(one.see()).toMatchObject({ busy: false, attachment: { state: 'finalized' } });
});

test('O2: what an older source or an older attachment says changes nothing at all', () => {
  const one = live();
  const before = one.client;
  expect(one.frame(3, 'text', '!', 0)).toEqual([]);
  expect(one.frame(3, 'text', '!', 1, 0)).toEqual([]);
  expect(one.client).toBe(before);
});

test('F1 F2: a frame twice is counted, a hole is a break', () => {
  const one = live();
  one.frame(2, 'text', 'cause');
  expect(types(one.frame(4, 'text', '?'))).toContain('close');
  expect(one.see().counters).toMatchObject({ frames: 2, duplicates: 1, gaps: 1 });
  expect(one.see().turns[0]?.parts).toEqual([{ type: 'text', text: 'Because' }]);
});

describe('a newer turn', () => {
  test('O1 P1: takes the pane over; the older scene stays, without its prompts', () => {
    const one = live();
    one.say({
      to: 'attachment',
      event: {
        type: 'frame',
        attachmentId: 1,
        source: 1,
        streamId: 'r1',
        seq: 3,
        kind: 'prompt',
        data: { id: 'p', title: 'Go on?' },
      },
    });
    expect(one.see().prompts).toHaveLength(1);
    const effects = one.say({
      to: 'pane',
      event: { type: 'watched', last: { streamId: 'r2', ordinal: 2, phase: 'running' } },
    });
    expect(types(effects)).toEqual(expect.arrayContaining(['close', 'open', 'load']));
    expect(one.see().prompts).toEqual([]);
    expect(one.see().turns.map(({ state }) => state)).toEqual(['unsettled', 'asked']);
    expect(one.see().turns[0]?.parts[0]).toEqual({ type: 'text', text: 'Because' });
  });

  test('B6: an older one is not attached to, whoever speaks of it', () => {
    const one = live();
    const older: LastTurn = { streamId: 'r0', ordinal: 0, phase: 'running' };
    const before = one.client;
    one.say({ to: 'pane', event: { type: 'watched', last: older } });
    expect(one.client.pane.context.owner).toEqual(before.pane.context.owner);
  });
});

describe('what was missed', () => {
  const startAt = (ordinal: number) => {
    const one = rig();
    one.load({ state: 'loaded', turns: [], last: null });
    one.say({ to: 'pane', event: { type: 'send', turnId: 'r1', question: 'why?' } });
    const answer = { state: 'started', ordinal } as const;
    const event = { type: 'start_answered', request: 1, turnId: 'r1', answer } as const;
    return types(one.say({ to: 'pane', event }));
  };

  test('O7: a start whose ordinal leaves a gap reads the transcript; the next one need not', () => {
    expect(startAt(1)).not.toContain('load');
    expect(startAt(3)).toContain('load');
  });

  test('O7: a later load that is lost is asked for again by a timer, with no news needed', () => {
    const one = rig();
    one.load({ state: 'loaded', turns: [], last: null });
    one.say({
      to: 'pane',
      event: { type: 'watched', last: { streamId: 'r1', ordinal: 1, phase: 'ended' } },
    });
    const lost = { type: 'loaded', request: 2, answer: { state: 'unreachable' } } as const;
    const [armed] = one.say({ to: 'pane', event: lost });
    if (armed?.type !== 'arm') throw new Error('no timer was armed');
    const effects = one.say(armed.message);
    expect(types(effects)).toContain('load');
  });
});

test('Q1: a start refused on a later try is cancelled: an earlier one may have come', () => {
  const one = rig();
  one.load({ state: 'loaded', turns: [], last: null });
  one.say({ to: 'pane', event: { type: 'send', turnId: 'r1', question: 'why?' } });
  const lost = { type: 'start_answered', turnId: 'r1', request: 1 } as const;
  const [armed] = one
    .say({
      to: 'pane',
      event: { ...lost, answer: { state: 'unreachable' } },
    })
    .filter(({ type }) => type === 'arm');
  if (armed?.type !== 'arm') throw new Error('no timer was armed');
  one.say(armed.message);
  const refused = { state: 'refused', reason: 'status 401' } as const;
  const effects = one.say({ to: 'pane', event: { ...lost, request: 2, answer: refused } });
  expect(effects).toContainEqual({ type: 'request_cancel', streamId: 'r1' });
  // Nobody stopped it, so nobody is told; and it is asked for until the host is reached.
  const [waiting] = one
    .say({
      to: 'cancellation',
      event: { type: 'cancel_answered', streamId: 'r1', answer: { state: 'unreachable' } },
    })
    .filter(({ type }) => type === 'arm');
  if (waiting?.type !== 'arm') throw new Error('it is not asked for again');
  expect(types(one.say(waiting.message))).toContain('request_cancel');
  expect(one.see().notices).toEqual([]);
  expect(one.see().returned).toMatchObject({ question: 'why?', reason: 'refused' });
});

describe('a stop', () => {
  test('A6: of a pending start names that turn, and its answer still attaches', () => {
    const one = rig();
    one.load({ state: 'loaded', turns: [], last: null });
    one.say({ to: 'pane', event: { type: 'send', turnId: 'r1', question: 'why?' } });
    const effects = one.say({ to: 'pane', event: { type: 'stop' } });
    expect(effects).toContainEqual({ type: 'request_cancel', streamId: 'r1' });
    one.say({
      to: 'pane',
      event: {
        type: 'start_answered',
        request: 1,
        turnId: 'r1',
        answer: { state: 'started', ordinal: 1 },
      },
    });
    expect(one.see()).toMatchObject({ busy: true, stopping: true });
  });

  test('A10: that reaches nobody changes nothing but a notice, and can be tried again', () => {
    const one = live();
    one.say({ to: 'pane', event: { type: 'stop' } });
    one.say({
      to: 'cancellation',
      event: { type: 'cancel_answered', streamId: 'r1', answer: { state: 'unreachable' } },
    });
    expect(one.see()).toMatchObject({ busy: true, stopping: false });
    expect(one.see().notices).toMatchObject([{ code: 'stop_unreachable' }]);
    expect(types(one.say({ to: 'pane', event: { type: 'stop' } }))).toContain('request_cancel');
  });

  test('A6: of a start whose answer is lost is not told to be late: nobody here holds it', () => {
    const one = rig();
    one.load({ state: 'loaded', turns: [], last: null });
    one.say({ to: 'pane', event: { type: 'send', turnId: 'r1', question: 'why?' } });
    one.say({ to: 'pane', event: { type: 'stop' } });
    const lost = { type: 'start_answered', request: 1, turnId: 'r1' } as const;
    one.say({ to: 'pane', event: { ...lost, answer: { state: 'unreachable' } } });
    const accepted = { state: 'accepted' } as const;
    const event = { type: 'cancel_answered', streamId: 'r1', answer: accepted } as const;
    let [armed] = one.say({ to: 'cancellation', event }).filter(({ type }) => type === 'arm');
    while (armed?.type === 'arm') {
      [armed] = one.say(armed.message).filter(({ type }) => type === 'arm');
    }
    expect(one.see().notices).toEqual([]);
    expect(one.client.cancellations.size).toBe(0);
  });

  test('A6: of a start that is given up is not told to be late: its turn never ran', () => {
    const one = rig();
    one.load({ state: 'loaded', turns: [], last: null });
    one.say({ to: 'pane', event: { type: 'send', turnId: 'r1', question: 'why?' } });
    const lost = { type: 'start_answered', request: 1, turnId: 'r1' } as const;
    one.say({ to: 'pane', event: { ...lost, answer: { state: 'unreachable' } } });
    one.say({ to: 'pane', event: { type: 'stop' } });
    const accepted = { state: 'accepted' } as const;
    const event = { type: 'cancel_answered', streamId: 'r1', answer: accepted } as const;
    for (let effects = one.say({ to: 'cancellation', event }); effects.length > 0; ) {
      const armed = effects.find(({ type }) => type === 'arm');
      if (armed?.type !== 'arm') break;
      effects = one.say(armed.message);
    }
    expect(one.see().notices).toEqual([]);
    expect(one.client.cancellations.size).toBe(0);
  });
});

test('P4: an answer that the journal has told stays when ours comes too late', () => {
  const one = live();
  const frame = { type: 'frame', attachmentId: 1, source: 1, streamId: 'r1' } as const;
  const say = (seq: number, kind: string, data: Json) =>
    one.say({ to: 'attachment', event: { ...frame, seq, kind, data } });
  const named = { streamId: 'r1', promptId: 'p' };
  say(3, 'prompt', { id: 'p', title: 'Go on?' });
  one.say({ to: 'pane', event: { type: 'answer', ...named, answerId: 'a', value: 'no' } });
  say(4, 'prompt-closed', { id: 'p', answer: 'yes' });
  const already = { state: 'already' } as const;
  one.say({ to: 'pane', event: { type: 'prompt_answered', ...named, answer: already } });
  expect(one.see().turns[0]?.parts[1]).toMatchObject({ state: 'closed', answer: 'yes' });
});

test('S1 O5: what became of another stream settles nothing', () => {
  const one = live();
  one.frame(3, 'done', null);
  const other = turn({ streamId: 'r0', outcome: 'done', coveredSeq: 9 });
  const answer = { state: 'restored', turn: other } as const;
  const event = { type: 'settled', attachmentId: 1, request: 1, answer } as const;
  one.say({ to: 'attachment', event });
  expect(one.see().turns).toMatchObject([{ streamId: 'r1', parts: [{ text: 'Because' }] }]);
});

test('T1: a host’s wait counts once; after progress the first retry is at once again', () => {
  const one = rig();
  one.load({ state: 'loaded', turns: [turn({})], last });
  const from = (source: number) => ({ attachmentId: 1, source });
  const refused = { type: 'open_refused', ...from(1), reason: 'busy' } as const;
  const arms = one.say({ to: 'attachment', event: { ...refused, retryAfterMs: 60_000 } });
  expect(arms).toContainEqual(expect.objectContaining({ type: 'arm', ms: 60_000 }));
  one.say({ to: 'all', event: { type: 'visible' } });
  one.say({ to: 'attachment', event: { type: 'opened', ...from(2) } });
  one.frame(1, 'text', 'Be', 2);
  const broken = one.say({ to: 'attachment', event: { type: 'broken', ...from(2) } });
  expect(broken).toContainEqual(expect.objectContaining({ type: 'arm', ms: 0 }));
});
