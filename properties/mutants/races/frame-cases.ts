/**
 * The races of frames, C1 to C14: what comes twice, in another order, or never.
 *
 * Where a host is at fault, the client's gate is taken away as well: it would find out. Nothing
 * here knows how a race is found.
 */
import { withoutGate } from './founding-cases.ts';
import type { Change, Race } from './race.ts';

const attachment = {
  guards: 'machines/attachment/guards.ts',
  machine: 'machines/attachment/machine.ts',
};
const clientEffects = 'runtime/core/client-effects.ts';
const subscription = {
  effects: 'machines/subscription/effects.ts',
  guards: 'machines/subscription/guards.ts',
  machine: 'machines/subscription/machine.ts',
  updates: 'machines/subscription/updates.ts',
};

/** A new attachment goes on where the one before it was, although that was of another stream. */
const borrowedCursor: Change = {
  file: clientEffects,
  from: `  const { cursor } = next.scene;`,
  to: `  const cursor = next.attachment?.context.cursor ?? next.scene.cursor;`,
};

export const frameRaces: readonly Race[] = [
  {
    id: 'C1',
    title: 'A reconnect without a cursor doubles the text',
    story: [
      'A connection broke in the middle of an answer.',
      'The client opened it again and did not say how far it had come: the text came from its beginning, and stood there twice.',
      'Here the cursor is of the scene and not of the connection, and outlives every source.',
    ],
    world: 'break',
    promises: ['F1'],
    changes: [
      {
        file: 'machines/attachment/updates.ts',
        from: `export const dropSource = (c: Context): Context => {
  const next = copy(c);`,
        to: `export const dropSource = (c: Context): Context => {
  const next = copy(c);
  next.cursor = 0;`,
      },
    ],
    rule: {
      file: 'machines/attachment/effects.ts',
      line: `after: builtTo(c),`,
      says: 'a source begins after the last frame that was rendered',
    },
  },
  {
    id: 'C2',
    title: "The cursor of one stream suppresses another's first frames",
    story: [
      'The client kept one number for how far it had come, and a stream was attached to after another.',
      'The number of the first was used for the second: its first frames counted as seen.',
      'Here a cursor belongs to a scene, a scene to a stream, and an attachment begins with the cursor of its own scene.',
    ],
    world: 'calm',
    promises: ['F2', 'F4'],
    changes: [borrowedCursor],
    rule: {
      file: clientEffects,
      line: 'const { cursor } = next.scene;',
      says: 'an attachment goes on where its own scene ends',
    },
  },
  {
    id: 'C3',
    title: 'A cursor ahead of the journal filters everything',
    story: [
      'A client came with a cursor that was ahead of the journal.',
      'It became the bound below which everything counted as sent: text, terminal and all; what was left were heartbeats, for ever.',
      'Here a cursor that the journal does not have gets `reset`, and the stream from its first frame.',
    ],
    world: 'two turns, with heartbeats',
    promises: ['F5'],
    claim: 'learns how',
    changes: [
      borrowedCursor,
      {
        file: subscription.guards,
        from: `c.cursor < 0 || c.cursor > e.lastSeq;`,
        to: `c.cursor < 0 || e.lastSeq < 0;`,
      },
    ],
    rule: {
      file: subscription.guards,
      line: 'export const isUnusable',
      says: 'a cursor ahead of everything that was ever journaled is of no use',
    },
  },
  {
    id: 'C4',
    title: 'A backlog that is stamped with the newest id',
    story: [
      'A reader was sent what had gathered, each frame with the id of the newest.',
      'The connection broke after the first of them; the client came back after the newest, and the others were never delivered.',
      'Here each frame has its own seq on the wire, and a client renders no frame but the next.',
    ],
    world: 'break, three frames',
    promises: ['F2'],
    claim: 'no frame is skipped',
    changes: [
      {
        file: 'properties/world/reader.ts',
        from: `(frame) => frameOf(state, frame)`,
        to: `(frame) => frameOf(state, { ...frame, seq: output.frames.at(-1)?.seq ?? 0 })`,
      },
      withoutGate,
    ],
    rule: {
      file: attachment.guards,
      line: 'e.seq === c.cursor + 1 &&',
      says: 'the next frame is rendered, and no other',
    },
  },
  {
    id: 'C5',
    title: 'A live frame overtakes the replayed ones',
    story: [
      'A reader was being sent what had gathered when another frame was produced.',
      'The new one was sent at once, before the older ones that were still waiting.',
      'Here there is one reader and one order: what is new is read when what was read before has been taken.',
    ],
    world: 'a turn',
    promises: ['F3'],
    changes: [
      {
        file: subscription.effects,
        from: `({ type: 'send', frames: e.frames });`,
        to: `({ type: 'send', frames: e.frames.toReversed() });`,
      },
      withoutGate,
    ],
    rule: {
      file: subscription.machine,
      line: `{ actions: ['advance', 'send'], target: 'sending' },`,
      says: 'what was read is sent in its order, and nothing is read meanwhile',
    },
  },
  {
    id: 'C6',
    title: 'A full buffer drops its oldest frame, and nobody is told',
    story: [
      'A reader was slow, and what waited for it was kept in a buffer with a bound.',
      'When it was full the oldest frame made room: a hole in the text that nobody knew of.',
      'Here nothing waits for a reader but its cursor; one that is too slow is cut, and comes back by that.',
    ],
    world: 'a turn',
    promises: ['F2'],
    changes: [
      {
        file: subscription.effects,
        from: `({ type: 'send', frames: e.frames });`,
        to: `({ type: 'send', frames: e.frames.slice(-1) });`,
      },
      withoutGate,
    ],
    rule: {
      file: subscription.machine,
      line: `after: { patience: { actions: ['cut', 'finish'], target: 'ended' } },`,
      says: 'a reader that does not take what was sent is cut',
    },
  },
  {
    id: 'C7',
    title: 'Two tabs pull from one queue',
    story: [
      'The frames of a turn waited in a queue, and two tabs read it.',
      'What the one took the other never saw: each had half of the answer.',
      'Here a reader is a cursor over a journal that nobody takes anything from.',
    ],
    world: 'two tabs',
    promises: ['F2'],
    changes: [
      {
        file: 'properties/world/store.ts',
        from: `framesAfter(state.journals[message.streamId], message.after);`,
        to: `framesAfter(state.journals[message.streamId], message.after)?.filter(
        ({ seq }) => (seq % 2 === 0) === (message.from === 'b.wire'),
      );`,
      },
      withoutGate,
    ],
    rule: {
      file: subscription.effects,
      line: 'after: c.cursor',
      says: 'each reader reads the journal after its own cursor',
    },
  },
  {
    id: 'C8',
    title: 'What came while one was away is lost',
    story: [
      'A person left a session and came back: the connection was closed and opened again.',
      'It was opened from now on, and the frames of the gap were lost.',
      'Here a stream is opened after what was rendered, and read from there.',
    ],
    world: 'a turn',
    promises: ['F2'],
    changes: [
      {
        file: subscription.machine,
        from: `            { actions: 'answerOpen', target: 'reading' },`,
        to: `            { actions: ['keepTerminal', 'answerOpen'], target: 'reading' },`,
      },
      {
        file: subscription.updates,
        from: `=> ({ ...c, terminal: e.terminal });`,
        to: `=> ({
  ...c,
  cursor: e.lastSeq,
  terminal: e.terminal,
});`,
      },
      withoutGate,
    ],
    rule: {
      file: 'machines/subscription/rules.ts',
      line: 'cursor: input.after',
      says: 'a reader begins after the frame that its client has',
    },
  },
  {
    id: 'C9',
    title: 'A settled turn is attached to again',
    story: [
      'A turn was over and its transcript on the screen when old news said that it ran.',
      'The client attached to it again and rendered its frames below the transcript: the answer stood there twice.',
      'Here a turn that is on the screen with its outcome is not attached to any more.',
    ],
    world: 'a turn',
    promises: ['F1'],
    changes: [
      {
        file: 'machines/pane/guards.ts',
        from: `    turn.phase === 'running' &&
    turn.ordinal >= c.ordinalMax &&
    turn.ordinal > c.settledOrdinal &&`,
        to: `    turn.phase === 'running' &&
    turn.ordinal >= c.ordinalMax &&`,
      },
      {
        file: 'runtime/core/view.ts',
        from: `      isHeld(client, entry) ? viewHeld(client, entry) : restingTurn(entry),`,
        to: `      isHeld(client, entry)
        ? viewHeld(client, entry)
        : client.attachment?.status === 'active' && entry.stored !== null
          ? { ...restingTurn(entry), parts: [...entry.stored.parts, ...partsOf(client.scene)] }
          : restingTurn(entry),`,
      },
    ],
    rule: {
      file: 'machines/pane/guards.ts',
      line: 'export const isNew',
      says: 'a turn whose outcome is on the screen is not new',
    },
  },
  {
    id: 'C10',
    title: 'A question stands there twice',
    story: [
      'A question was sent and shown at once, while its turn was being started.',
      'The transcript was loaded and had the question, too; it was shown twice.',
      'Here the id of a turn is made by whoever sends it, so what is sent and what is stored are one entry.',
    ],
    world: 'a turn',
    promises: ['Q1'],
    changes: [
      {
        file: clientEffects,
        from: `place(next.screen, effect.turnId, { question: effect.question });`,
        to: 'place(next.screen, `${effect.turnId}?`, { question: effect.question });',
      },
    ],
    rule: {
      file: clientEffects,
      line: 'place(next.screen, effect.turnId, { question: effect.question });',
      says: 'a question is shown under the id of its turn, from the moment of sending',
    },
  },
  {
    id: 'C11',
    title: 'A full queue drops the terminal',
    story: [
      'A queue of frames was full, and room was made by dropping some.',
      'The terminal was among the dropped: heartbeats went on, and the stream never ended.',
      'Here a terminal is a frame of the journal like any other, and is never left out; a connection ends when it was taken.',
    ],
    world: 'a turn, with heartbeats',
    promises: ['F5'],
    changes: [
      {
        file: subscription.effects,
        from: `({ type: 'send', frames: e.frames });`,
        to: `({
  type: 'send',
  frames: e.frames.filter(({ kind }) => kind !== 'done'),
});`,
      },
      {
        file: subscription.updates,
        from: `terminal: isTerminal(last.kind) ? last.kind : null };`,
        to: `terminal: last.seq < 0 && isTerminal(last.kind) ? last.kind : null };`,
      },
    ],
    rule: {
      file: subscription.machine,
      line: `{ guard: 'sentTerminal', actions: ['sendStreamEnd', 'finish'], target: 'ended' },`,
      says: 'a reader is done when the terminal was taken',
    },
  },
  {
    id: 'C12',
    title: 'The frame of a stop borrows the last id',
    story: [
      'A turn was stopped, and its last frame was sent with the id of the frame before it.',
      'Whoever had that frame already filtered it: they never heard of the end.',
      'Here the terminal is journaled with a seq of its own.',
    ],
    world: 'a stop elsewhere',
    promises: ['F5'],
    changes: [
      {
        file: 'machines/turn/effects.ts',
        from: `seq: seq + at + 1,`,
        to: `seq: outcome === 'cancelled' ? Math.max(seq, 1) + at : seq + at + 1,`,
      },
    ],
    rule: {
      file: 'machines/turn/effects.ts',
      line: 'seq: seq + at + 1,',
      says: 'the terminal is the frame after the last one',
    },
  },
  {
    id: 'C13',
    title: 'A turn that begins and ends between two looks',
    story: [
      'A tab looked now and then whether something ran.',
      'A turn began and ended between two looks: it was never shown.',
      'Here a look says the last turn, ended or not, and one that the screen does not have makes the tab read the transcript.',
    ],
    world: "somebody else's turn",
    promises: ['O7'],
    changes: [
      {
        file: 'machines/pane/guards.ts',
        from: `    turn.phase !== 'ending' &&
    turn.ordinal > c.settledOrdinal &&`,
        to: `    turn.phase === 'running' &&
    turn.ordinal > c.settledOrdinal &&`,
      },
    ],
    rule: {
      file: 'machines/pane/guards.ts',
      line: 'export const isMissed',
      says: 'a turn that is newer than all that is shown is missed, ended or not',
    },
  },
  {
    id: 'C14',
    title: 'A clean end of the connection is taken for the end of the answer',
    story: [
      'A connection ended cleanly, and no terminal had come.',
      'The client showed the answer as complete: its text was cut.',
      'Here only a terminal or a transcript ends a turn; any other end of a connection is a break, or asks.',
    ],
    world: 'early end',
    promises: ['F2'],
    changes: [
      {
        file: attachment.machine,
        from: `            { guard: 'isEarlyEnd', actions: closing, target: 'deferred' },`,
        to: `            { guard: 'isEarlyEnd', actions: closing, target: 'finalized' },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `{ guard: 'isEarlyEnd', actions: closing, target: 'deferred' },`,
      says: 'a stream that ends before its terminal is settled, and not believed',
    },
  },
];
