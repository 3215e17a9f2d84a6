/**
 * The races of ownership, B1 to B17: who holds a pane, a session or a record, when two of them meet.
 *
 * Each is a rule that somebody did not have. Nothing here knows how a race is found.
 */
import type { Race } from './race.ts';

const attachment = {
  guards: 'machines/attachment/guards.ts',
  machine: 'machines/attachment/machine.ts',
};
const turn = 'machines/turn/machine.ts';
const store = 'properties/world/store.ts';
const clientEffects = 'runtime/core/client-effects.ts';

/** An answer to any request is taken for the answer to this one. */
const takesAnyAnswer = {
  file: attachment.guards,
  from: `  e.attachmentId === c.attachmentId && e.request === c.awaiting;`,
  to: `  e.attachmentId <= c.attachmentId;`,
};

export const ownershipRaces: readonly Race[] = [
  {
    id: 'B1',
    title: 'An old snapshot settles the new turn',
    story: [
      'The stream of the first turn had ended, its settle was under way, and the second turn attached.',
      'The old answer came, said that the first turn was over, and was taken for an answer about what was held: the second turn was gone from the pane, and its question with it.',
      'Here an answer is for one request of one attachment, and a transcript settles only the stream that it is of.',
    ],
    world: 'early end, then another turn',
    promises: ['O2', 'Q1'],
    changes: [
      takesAnyAnswer,
      {
        file: attachment.guards,
        from: `  e.answer.turn.streamId === c.streamId &&
`,
        to: '',
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'e.answer.turn.streamId === c.streamId &&',
      says: 'a transcript settles the scene of its own stream and no other',
    },
  },
  {
    id: 'B2',
    title: 'A transcript that was read before overwrites the next question',
    story: [
      'A turn was stopped, and the transcript was fetched again.',
      'Before it came the next question was sent; the transcript did not know it, and took the place of everything on the screen.',
      'Here a transcript is merged into the screen: what it does not know stays.',
    ],
    world: 'stop, then another',
    promises: ['O2', 'Q1'],
    changes: [
      {
        file: clientEffects,
        from: `next.screen = merge(next.screen, effect.turns, effect.keep);`,
        to: `next.screen = merge([], effect.turns, effect.keep);`,
      },
    ],
    rule: {
      file: 'runtime/core/screen.ts',
      line: 'export function merge',
      says: 'a loaded transcript is merged, turn by turn',
    },
  },
  {
    id: 'B3',
    title: 'The recovery of the old stream opens it again over the new one',
    story: [
      'The first stream broke, and while it waited to be opened again the second turn attached.',
      'The status of the first turn came back as active, so it was opened again; that closed the source of the second.',
      'Here what is superseded is told so in the same step, and whatever comes for it later finds no match.',
    ],
    world: 'early end, then another turn',
    promises: ['O2'],
    changes: [
      takesAnyAnswer,
      {
        file: attachment.machine,
        from: `        { guard: 'asked', actions: 'dropRequest' },`,
        to: `        { guard: 'isActive', target: '.attaching' },
        { guard: 'asked', actions: 'dropRequest' },`,
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'export const asked',
      says: 'an answer is for one request of one attachment',
    },
  },
  {
    id: 'B4',
    title: 'What is kept of one turn is kept under the name of another',
    story: [
      'The state of a turn was to be kept for later, and the timer for it was armed.',
      'The next turn attached before it fired; then the state was kept under the name of whoever owned the pane by then.',
      'Here a scene is parked in the step in which it is superseded, under the stream of its own attachment.',
    ],
    world: 'another tab',
    promises: ['O5'],
    changes: [
      {
        file: clientEffects,
        from: `    next.screen = park(next.screen, next.attachment.context.streamId, next.scene);`,
        to: `    const { streamId } = next.pane.context.owner ?? next.attachment.context;
    next.screen = park(next.screen, streamId, next.scene);`,
      },
    ],
    rule: {
      file: clientEffects,
      line: 'next.screen = park(next.screen, next.attachment.context.streamId, next.scene);',
      says: 'what is parked is parked under its own stream',
    },
  },
  {
    id: 'B5',
    title: 'A late error of an old source closes the new one',
    story: [
      'A source was closed because another turn had attached, or because it was opened anew.',
      'Its error arrived late, and the handler closed whatever source was there: the new turn was dead.',
      'Here whatever comes over a source names it, and only the source that is open is heard.',
    ],
    world: 'another turn, with echoes',
    promises: ['O2'],
    changes: [
      {
        file: attachment.guards,
        from: `  e.attachmentId === c.attachmentId && e.source === c.source && c.open;`,
        to: `  e.source <= c.source && c.open;`,
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'export const fromSource',
      says: 'what comes over a source is for one source of one attachment',
    },
  },
  {
    id: 'B6',
    title: 'A load that took its time overwrites the owner',
    story: [
      'A tab was reading the transcript when a turn was started and attached to.',
      'The transcript came, it was older than the turn, and the pane believed it: nobody owned the session.',
      'Here a load shows what it knows, and never takes an owner away.',
    ],
    world: 'early end',
    promises: ['O1', 'O7'],
    changes: [
      {
        file: 'machines/pane/machine.ts',
        from: `        { actions: ['keepLoaded', 'show'] },`,
        to: `        { actions: ['disown', 'keepLoaded', 'show'] },`,
      },
    ],
    rule: {
      file: 'machines/pane/machine.ts',
      line: `{ actions: ['keepLoaded', 'show'] },`,
      says: 'a load that brings no newer turn leaves the owner alone',
    },
  },
  {
    id: 'B7',
    title: 'A worker that comes back late saves over its successor',
    story: [
      'A worker was given up, and its lock had run out; another host went on with the session.',
      'Then the old worker came back and saved the record that it still had: the answer of its successor was overwritten.',
      'Here each write names the fence of its lock, and one older than the last that was issued is refused.',
    ],
    world: 'zombies',
    promises: ['L1'],
    changes: [
      {
        file: store,
        from: `      if (effect.lockFence !== lastFence) return fenced();`,
        to: `      if (effect.lockFence > lastFence) return fenced();`,
      },
    ],
    rule: {
      file: 'machines/session/effects.ts',
      line: `return { type: 'save', record, lockFence };`,
      says: 'a record is saved with the fence of the lock under which it was read',
    },
  },
  {
    id: 'B8',
    title: 'A stopped session is free before its worker is done',
    story: [
      'A turn was stopped, and the next question was sent at once.',
      'The session had been freed with the stop, while the worker of the first turn was still unwinding: two turns ran at once.',
      'Here a session is freed by the last step of the finish, when the outcome is saved and the journal is closed.',
    ],
    world: 'stop, then another',
    promises: ['O3'],
    changes: [
      {
        file: turn,
        from: `                  actions: ['acceptAsker', 'keepDecision', 'abort'],
                  target: 'unwinding',`,
        to: `                  actions: ['acceptAsker', 'keepDecision', 'abort', 'free'],
                  target: 'unwinding',`,
      },
    ],
    rule: {
      file: turn,
      line: `freeing: { entry: 'free', on: { freed: { target: '#ended' } } },`,
      says: 'a session is freed last',
    },
  },
  {
    id: 'B9',
    title: 'A turn that is being stopped is announced',
    story: [
      'A turn had been stopped and was unwinding, and the host still said of it that it ran.',
      'Tabs attached to it, saw it end, looked again, and attached to it once more.',
      'Here a turn that is being stopped is `ending`, by what its runner says and by what is stored, and nobody attaches to that.',
    ],
    world: 'stop',
    promises: ['T2', 'T3'],
    changes: [
      {
        file: 'runtime/core/host-effects.ts',
        from: `  if (value === 'running') return 'running';`,
        to: `  if (value === 'running' || value.startsWith('cancelling')) return 'running';`,
      },
      {
        file: 'runtime/core/record.ts',
        from: `const isRunning = decided === null && `,
        to: `const isRunning = `,
      },
    ],
    rule: {
      file: 'runtime/core/host-effects.ts',
      line: `return value === 'ended' ? 'ended' : 'ending';`,
      says: 'what is neither running nor ended is ending',
    },
  },
  {
    id: 'B10',
    title: 'A stop is taken, and its worker never hears of it',
    story: [
      'A stop was accepted, and the connection that had brought it was gone before the worker looked.',
      'Nobody told the worker: it went on, and its turn was held by it.',
      'Here the step in which the stop is decided is the step in which the worker is told.',
    ],
    world: 'stop',
    promises: ['T3'],
    changes: [
      {
        file: turn,
        from: `                  actions: ['acceptAsker', 'keepDecision', 'abort'],
                  target: 'unwinding',`,
        to: `                  actions: ['acceptAsker', 'keepDecision'],
                  target: 'unwinding',`,
      },
    ],
    rule: {
      file: turn,
      line: `actions: ['acceptAsker', 'keepDecision', 'abort'],`,
      says: 'whoever produces is told in the step in which the stop is decided',
    },
  },
  {
    id: 'B14',
    title: 'Two starts in one gap',
    story: [
      'A start had saved that its turn owns the session, and had not registered the turn yet.',
      'A second start found no turn that runs, and took the session, too: two owners.',
      'Here a start reads the owner under the lock, which is held until the turn has its journal; an owner is met, and judged, before anything is written.',
    ],
    world: 'two starts',
    promises: ['O3'],
    changes: [
      {
        file: 'machines/session/guards.ts',
        from: `(operation.kind === 'start' || operation.kind === 'edit' || operation.kind === 'clear');`,
        to: `(operation.kind === 'edit' || operation.kind === 'clear');`,
      },
    ],
    rule: {
      file: 'machines/session/guards.ts',
      line: 'export const meetsOwner',
      says: 'nobody comes into a session that somebody owns',
    },
  },
  {
    id: 'B15',
    title: 'A repair ends a turn that lives',
    story: [
      'A repair looked for turns that were left over, and took one for dead whose worker was only busy.',
      'It ended the turn, and the real answer was dropped.',
      'Here a worker holds a lease, and a turn is taken over only when that has run out, which the store itself compares.',
    ],
    world: 'two hosts',
    promises: ['O6'],
    changes: [
      {
        file: store,
        from: `      return done({ type: 'leased', turnFence, isLive: lease !== null, outcome });`,
        to: `      const isLive = lease !== null && turnFence === 0;
      return done({ type: 'leased', turnFence, isLive, outcome });`,
      },
      {
        file: store,
        from: `      if (turnFence !== effect.after || isLive) return done({ type: 'fenced' });`,
        to: `      if (turnFence !== effect.after && isLive) return done({ type: 'fenced' });`,
      },
    ],
    rule: {
      file: 'machines/session/guards.ts',
      line: 'export const isDead',
      says: 'a turn is dead when nobody has its lease',
    },
  },
  {
    id: 'B16',
    title: 'A worker that never unwinds blocks its session',
    story: [
      'A turn was stopped, and its worker did not come back.',
      'The host waited for it: the session was blocked for ever.',
      'Here a worker has a minute to unwind; then its turn is finished without it, and what it says later is fenced off.',
    ],
    world: 'a stop, and a worker that hangs',
    promises: ['T3'],
    changes: [
      {
        file: turn,
        from: `            after: { unwinding: { target: '#folding' } },
`,
        to: '',
      },
    ],
    rule: {
      file: turn,
      line: `after: { unwinding: { target: '#folding' } },`,
      says: 'a producer that was stopped is waited for, and not for ever',
    },
  },
  {
    id: 'B17',
    title: 'A stop after the answer was saved',
    story: [
      'The answer was there and its outcome was decided when the stop came.',
      'The stop was accepted all the same: a finished answer that is marked as cancelled.',
      'Here the outcome is decided at one point, and a stop that comes after it is refused.',
    ],
    world: 'a stop between any two accesses',
    promises: ['T3', 'S2'],
    changes: [
      {
        file: turn,
        from: `            { guard: 'isDecided', actions: 'refuseCancel' },`,
        to: `            { guard: 'isDecided', actions: 'acceptCancel' },`,
      },
    ],
    rule: {
      file: turn,
      line: `{ guard: 'isDecided', actions: 'refuseCancel' },`,
      says: 'a stop that comes when the outcome is decided is refused',
    },
  },
];
