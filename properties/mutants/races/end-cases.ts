/**
 * The races of ends, E2 to E12: an end that comes too early, never, or twice.
 *
 * Each is a rule that somebody did not have. Nothing here knows how a race is found.
 */
import type { Change, Race } from './race.ts';

const attachment = {
  guards: 'machines/attachment/guards.ts',
  machine: 'machines/attachment/machine.ts',
};
const pane = { machine: 'machines/pane/machine.ts', signals: 'machines/pane/signals.ts' };
const turn = 'machines/turn/machine.ts';

/** A pane that does not look at what a watch says. */
const withoutWatch: Change = {
  file: pane.signals,
  from: `if (e.type === 'watched') return e.last;`,
  to: `if (e.type === 'watched') return null;`,
};

export const endRaces: readonly Race[] = [
  {
    id: 'E2',
    title: 'A connection is lost that nobody needs',
    story: [
      'A turn was settled, and its connection was closed.',
      'The end of the connection was heard of afterwards, and the person was told that it had been lost.',
      'Here an attachment that has ended hears nothing: it is final, and its source is no longer its own.',
    ],
    world: 'a turn, with echoes',
    promises: ['T2'],
    changes: [
      {
        file: attachment.machine,
        from: `finalized: { id: 'finalized', type: 'final', entry: ['forget', 'tellEnded'] },`,
        to: `finalized: { id: 'finalized', entry: ['forget', 'tellEnded'], on: { broken: { actions: 'noticeLost' } } },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `finalized: { id: 'finalized', type: 'final'`,
      says: 'finalized is a final state',
    },
  },
  {
    id: 'E3',
    title: 'A host that fails says nothing',
    story: [
      'The worker of a turn threw.',
      'The host wrote it into a log and sent no terminal: whoever listened waited for ever.',
      'Here a worker that throws ends its turn as failed, and every turn has one terminal.',
    ],
    world: 'a worker that throws',
    promises: ['T1', 'T4'],
    changes: [
      {
        file: turn,
        from: `          threw: { actions: ['producerEnded', 'wantFailed'], target: 'finishing' },`,
        to: `          threw: { actions: ['producerEnded'] },`,
      },
    ],
    rule: {
      file: turn,
      line: `threw: { actions: ['producerEnded', 'wantFailed'], target: 'finishing' },`,
      says: 'a worker that throws ends its turn as failed',
    },
  },
  {
    id: 'E4',
    title: 'One look that fails blanks a live turn',
    story: [
      'While a turn was being settled, one look at it failed, or said that it was still active.',
      'The client took that for the state of the turn, and the screen went blank.',
      'Here a scene leaves the screen only in the step in which the transcript enters that has all of it.',
    ],
    world: 'early end',
    promises: ['S1'],
    changes: [
      {
        file: 'runtime/core/client.ts',
        from: `      tookAttachment(run, attachment.step(held, event));`,
        to: `      if (event.type === 'settled' && event.answer.state !== 'restored') {
        next.scene = emptyScene;
        run.changed = true;
      }
      tookAttachment(run, attachment.step(held, event));`,
      },
    ],
    rule: {
      file: 'runtime/core/client-effects.ts',
      line: 'next.screen = settle(next.screen, effect.turn);',
      says: 'a scene is cleared in the step in which its transcript is put in its place',
    },
  },
  {
    id: 'E5',
    title: 'A turn ends during a long outage',
    story: [
      'The network was away for long, and the waits between two tries were used up.',
      'Meanwhile the turn had ended; the client was reconnecting for ever.',
      'Here the end of the waits is one last look, which settles what has ended and goes on with what has not.',
    ],
    world: 'breaks without end',
    promises: ['T1'],
    claim: 'ends when its turn has',
    changes: [
      {
        file: attachment.machine,
        from: `{ guard: 'ladderEnded', actions: 'tryOnceMore', target: '#settling' },`,
        to: `{ guard: 'ladderEnded', target: 'paused' },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `{ guard: 'ladderEnded', actions: 'tryOnceMore', target: '#settling' },`,
      says: 'when the waits are used up, the turn is asked about once more',
    },
  },
  {
    id: 'E6',
    title: 'A snapshot that is shorter than the screen',
    story: [
      'A turn failed, and what the host had kept of its answer was less than what was on the screen.',
      'The snapshot took the place of the scene: text was wiped.',
      'Here a turn is stored as the fold of its whole journal, and a transcript replaces a scene only when it covers it.',
    ],
    world: 'a worker that throws',
    promises: ['S1', 'S2'],
    changes: [
      {
        file: 'runtime/core/record.ts',
        from: `  return { streamId, parts: partsOf(scene), usage, outcome, detail, coveredSeq: cursor };`,
        to: `  const isKept = outcome !== 'failed';
  const parts = isKept ? partsOf(scene) : [];
  return { streamId, parts, usage, outcome, detail, coveredSeq: isKept ? cursor : 0 };`,
      },
      {
        file: attachment.guards,
        from: `  e.answer.turn.outcome !== null &&
  e.answer.turn.coveredSeq >= c.cursor;`,
        to: `  e.answer.turn.outcome !== null;`,
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'e.answer.turn.coveredSeq >= c.cursor;',
      says: 'a transcript settles a scene when it covers it',
    },
  },
  {
    id: 'E7',
    title: 'Offline, then online, and nothing happens',
    story: [
      'A device went offline while a turn was running.',
      'It came back, and nobody attached to the turn again.',
      'Here offline is a pause of the waits, and online ends it at once.',
    ],
    world: 'offline',
    promises: ['T1'],
    claim: 'ends when its turn has',
    changes: [
      {
        file: attachment.machine,
        from: `          online: { actions: ['goOnline', 'tellReconnect'], target: 'attaching' },`,
        to: `          online: { actions: ['goOnline', 'tellReconnect'] },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `online: { actions: ['goOnline', 'tellReconnect'], target: 'attaching' },`,
      says: 'whoever is online again attaches at once',
    },
  },
  {
    id: 'E8',
    title: 'A turn that begins while nobody looks',
    story: [
      'A tab was hidden, and a turn was started by the host or by somebody else.',
      'The tab came back and did not know of it: it was never shown.',
      'Here a watch says the last turn as it stands, as often as one asks, and a tab attaches to what is new.',
    ],
    world: "somebody else's turn",
    promises: ['O7'],
    changes: [withoutWatch],
    rule: {
      file: pane.machine,
      line: `{ guard: 'isNew', actions: [...take, ...reload] },`,
      says: 'a turn that a watch tells of is attached to, if it is new',
    },
  },
  {
    id: 'E9',
    title: 'A turn that was started, and never attached to',
    story: [
      'A start had succeeded when something threw in the client.',
      'Nobody attached to the turn: it ran, and was never shown.',
      'Here a start that is answered with a yes attaches in the same step, and a watch finds whatever was missed.',
    ],
    world: 'a turn',
    promises: ['O7'],
    changes: [
      {
        file: pane.machine,
        from: `                { guard: 'isUnaskedStart' },
`,
        to: `                { guard: 'isUnaskedStart' },
                { guard: 'isStarted', actions: 'endStart', target: '#idle' },
`,
      },
      withoutWatch,
    ],
    rule: {
      file: pane.machine,
      line: `{ guard: 'startIsNew', actions: [...take, 'endStart'], target: '#idle' },`,
      says: 'a start that is answered with a yes attaches',
    },
  },
  {
    id: 'E10',
    title: 'A turn that runs is given up as ended',
    story: [
      'The stream ended early, and each look said that the turn was still active.',
      'When the looks were used up the client ended it all the same; what came later was dropped.',
      'Here a turn that is active at the last look is attached to again.',
    ],
    world: 'early end',
    promises: ['S3'],
    changes: [
      {
        file: attachment.machine,
        from: `{ guard: 'isActive', target: '#attaching' },`,
        to: `{ guard: 'isActive', target: '#finalized' },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `{ guard: 'isActive', target: '#attaching' },`,
      says: 'a turn that is still active when the retries are used up is attached to again',
    },
  },
  {
    id: 'E12',
    title: 'The answer to the last look is lost',
    story: [
      'A turn was being settled, and the answer to a look at it was lost.',
      'The client waited for that answer, for ever.',
      'Here each look has a bound of its own, and after the last one a decision is taken without an answer.',
    ],
    world: 'a turn, and a loss',
    promises: ['T1'],
    changes: [
      {
        file: attachment.machine,
        from: `            after: {
              settleTimeout: [
                { guard: 'hasRetries', actions: 'countRetry', target: 'waiting' },
                { guard: 'isLastResort', target: '#failed', actions: 'noticeLost' },
                { guard: 'sawTerminal', target: '#failed', actions: 'noticeNotSettled' },
                { target: '#reconnecting' },
              ],
            },
`,
        to: '',
      },
      {
        file: 'properties/world/lane.ts',
        from: `      return { state: now(unreachable), posts: [spend('losses')] };`,
        to: `      return {
        state: kind === 'settle' ? without(calls, call) : now(unreachable),
        posts: [spend('losses')],
      };`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: 'settleTimeout: [',
      says: 'a look that is not answered is over after its time',
    },
  },
];
