/**
 * The founding races, A1 to A17: a stream that ends early, a stop, a turn that takes the place of
 * another, a tab that comes late, and what a host does to a record.
 *
 * Each is a rule that somebody did not have. The story says what went wrong in the field; the
 * changes take the rule away. Nothing here knows how a race is found.
 */
import type { Change, Race } from './race.ts';

const attachment = {
  guards: 'machines/attachment/guards.ts',
  machine: 'machines/attachment/machine.ts',
};
const pane = 'machines/pane/machine.ts';
const cancellation = 'machines/cancellation/machine.ts';
const client = 'runtime/core/client.ts';

const subscription = 'machines/subscription/machine.ts';
const session = { guards: 'machines/session/guards.ts', updates: 'machines/session/updates.ts' };

/** The client's gate, which is a second line of defence against whatever a host sends twice. */
export const withoutGate: Change = {
  file: attachment.guards,
  from: `  e.seq === c.cursor + 1 &&
  c.hidden < 0 &&
  fromSource`,
  to: `  c.hidden < 0 &&
  fromSource`,
};

/** Maintenance that writes the record that it was given, as much of it as there is. */
export const wholesaleSave: readonly Change[] = [
  {
    file: session.guards,
    from: `  operation.kind === 'save' && record.turns`,
    to: `  operation.kind === 'edit' && record.turns`,
  },
  {
    file: session.guards,
    from: `.some((turn) => !holdsTurn(operation.record, turn))`,
    to: `.some((turn) => turn.ordinal < 0 && holdsTurn(record, turn))`,
  },
  {
    file: session.updates,
    from: `return { ...record, meta: operation.record.meta };`,
    to: `return { ...record, turns: operation.record.turns, meta: operation.record.meta };`,
  },
];

const toCancellation = `      if (before !== undefined) tookCancellation(run, cancellation.step(before, event));`;
const toAttachment = `      if (event.type === 'timer' && event.attachmentId !== held.context.attachmentId) return;`;

export const foundingRaces: readonly Race[] = [
  {
    id: 'A1',
    title: 'The answer flickers when the stream ends early',
    story: [
      'The host ended the stream while the answer was on the screen, and the client asked for the transcript.',
      'The turn was still running, so the transcript had its question and no answer yet; the client put it in the place of the scene, and the answer went blank until one switched away and back.',
      'Here a scene gives way only to a transcript that has an outcome and covers everything that is shown.',
    ],
    world: 'early end',
    promises: ['S1', 'S3'],
    changes: [
      {
        file: 'runtime/core/record.ts',
        from: `return turn.outcome === null ? { state: 'active' } : { state: 'restored', turn };`,
        to: `return { state: 'restored', turn };`,
      },
      {
        file: attachment.guards,
        from: `  e.answer.turn.outcome !== null &&
  e.answer.turn.coveredSeq >= c.cursor;`,
        to: `  e.answer.turn.ordinal > 0;`,
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'export const isCovered',
      says: 'a transcript settles a scene when it has an outcome and covers the cursor',
    },
  },
  {
    id: 'A2',
    title: 'A recovery of the old stream ends the new one',
    story: [
      'The stream of the first turn ended early and its recovery was under way when somebody started the next turn, which took the pane.',
      'Then the answer of the recovery came; it was not for the turn that was held by then, and the fallback finalized whatever was there: the owner was gone, and the live answer with it.',
      'Here an answer names the attachment and the request that it is for, and what does not match has no effect.',
    ],
    world: 'early end, then another turn',
    promises: ['O1', 'O2'],
    changes: [
      {
        file: attachment.guards,
        from: `  e.attachmentId === c.attachmentId && e.request === c.awaiting;`,
        to: `  e.attachmentId <= c.attachmentId;`,
      },
      {
        file: attachment.machine,
        from: `{ guard: 'asked', actions: 'dropRequest' },`,
        to: `{ guard: 'asked', actions: 'close', target: '.finalized' },`,
      },
    ],
    rule: {
      file: attachment.guards,
      line: 'export const asked',
      says: 'an answer is for one request of one attachment',
    },
  },
  {
    id: 'A3',
    title: 'A card of an old turn is stranded',
    story: [
      'The stream ended early while an approval was on the screen, and each look at the turn said that it was still active.',
      'When the retries had run out the client gave the stream up and left the card where it was; the turn went on and ended, and nobody ever took the card away.',
      'Here a turn that is active at the last retry is attached to again, from its cursor.',
    ],
    world: 'early end of a turn that asks',
    promises: ['P1'],
    changes: [
      {
        file: attachment.machine,
        from: `{ guard: 'isActive', target: '#attaching' },`,
        to: `{ guard: 'isActive' },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `{ guard: 'isActive', target: '#attaching' },`,
      says: 'a turn that is still active when the retries are used up is attached to again',
    },
  },
  {
    id: 'A4',
    title: 'A late answer settles a pane that is settled',
    story: [
      'A recovery of the stream was waiting for its answer when the end of the turn was settled another way.',
      'Then that answer came, and everything was torn down a second time, over a pane that was at rest.',
      'Here an end is final: an attachment that has ended takes no answer, however late one comes.',
    ],
    world: 'stop, with echoes',
    promises: ['T2'],
    changes: [
      {
        file: attachment.machine,
        from: `finalized: { id: 'finalized', type: 'final', entry: ['forget', 'tellEnded'] },`,
        to: `finalized: { id: 'finalized', entry: ['forget', 'tellEnded'] },`,
      },
      {
        file: attachment.guards,
        from: `  e.attachmentId === c.attachmentId && e.request === c.awaiting;`,
        to: `  e.attachmentId === c.attachmentId;`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `finalized: { id: 'finalized', type: 'final'`,
      says: 'finalized is a final state',
    },
  },
  {
    id: 'A5',
    title: "The answer of a stop clears the next turn's owner",
    story: [
      'The first turn was stopped, and before the answer of that stop arrived it was over and the next turn had begun.',
      'The answer cleared the owner of the pane, whoever that was by then: the new turn ran without a busy state, and could not be stopped.',
      'Here a cancel names its turn, and its answer touches no pane: the terminal of the turn settles it.',
    ],
    world: 'stop, then another',
    promises: ['O1', 'O5'],
    changes: [
      {
        file: client,
        from: toCancellation,
        to: `${toCancellation}
      const { owner } = next.pane.context;
      if (event.type === 'cancel_answered' && owner !== null && owner.streamId !== event.streamId) {
        const context = { ...next.pane.context, owner: null, busy: false };
        run.next.pane = { ...next.pane, context };
        run.changed = true;
      }`,
      },
    ],
    rule: {
      file: cancellation,
      line: 'accepted: {',
      says: 'an accepted cancel changes nothing; the terminal settles it',
    },
  },
  {
    id: 'A5b',
    title: "The answer of a stop clears the next turn's start",
    story: [
      'The first turn was stopped, and before the answer of that stop arrived the next question had been sent; its start was not answered yet, so the pane had no owner.',
      'The answer of the stop cleared the busy state: the start that was pending looked like none, and the stop that was meant for it went nowhere.',
      'Here the answer of a cancel goes to the cancellation of its own turn, and a pending start is not its business.',
    ],
    world: 'stop, then another',
    promises: ['O5'],
    changes: [
      {
        file: client,
        from: toCancellation,
        to: `${toCancellation}
      const { turnId } = next.pane.context;
      if (event.type === 'cancel_answered' && turnId !== '' && turnId !== event.streamId) {
        const context = { ...next.pane.context, turnId: '', busy: false };
        run.next.pane = { ...next.pane, context };
        run.changed = true;
      }`,
      },
    ],
    rule: {
      file: 'machines/cancellation/guards.ts',
      line: 'export const isMine',
      says: 'a cancellation hears only of its own turn',
    },
  },
  {
    id: 'A6',
    title: 'A stop before the start is answered is lost',
    story: [
      'The person stopped a turn whose start had not been answered, so there was no stream to stop yet.',
      'The stop was remembered and never sent; when the start was answered the turn ran on as if nobody had said anything.',
      'Here the id of a turn is made before it is sent, so its stop can be sent at once, and the host keeps it if it comes first.',
    ],
    world: 'stop',
    promises: ['O5'],
    changes: [
      {
        file: pane,
        from: `stop: { actions: ['keepStop', 'cancelStart'] },`,
        to: `stop: { actions: 'keepStop' },`,
      },
    ],
    rule: {
      file: pane,
      line: `stop: { actions: ['keepStop', 'cancelStart'] },`,
      says: 'a stop of a pending start is sent at once, by the id of the turn',
    },
  },
  {
    id: 'A7',
    title: 'A stop that was accepted closes the source too early',
    story: [
      'The host accepted the stop, and the client closed the source at once.',
      'So the frame that says `cancelled` was never rendered, and the turn was never settled.',
      'Here an accepted cancel leaves the source open: the turn ends with its own terminal.',
    ],
    world: 'stop',
    promises: ['F5', 'S1'],
    changes: [
      {
        file: client,
        from: toCancellation,
        to: `${toCancellation}
      const isAccepted = event.type === 'cancel_answered' && event.answer.state === 'accepted';
      const held = next.attachment;
      if (isAccepted && held?.context.streamId === event.streamId) {
        tookAttachment(run, attachment.step(held, { type: 'superseded' }));
      }`,
      },
    ],
    rule: {
      file: cancellation,
      line: 'accepted: {',
      says: 'an accepted cancel changes nothing; the terminal settles it',
    },
  },
  {
    id: 'A8',
    title: 'A stop that was refused leaves things behind',
    story: [
      'The turn was over already when the stop arrived, so the host refused it, and the client asked how the turn stood.',
      'The transcript was put on the screen, but the source of the stream stayed open, and what it had left behind with it.',
      'Here the settle after a refused stop closes the source in the same step.',
    ],
    world: 'stop',
    promises: ['P1', 'T2'],
    changes: [
      {
        file: attachment.machine,
        from: `{ guard: 'isCovered', actions: ['swap', 'close'], target: '.finalized' },`,
        to: `{ guard: 'isCovered', actions: ['swap'], target: '.finalized' },`,
      },
    ],
    rule: {
      file: attachment.machine,
      line: `{ guard: 'isCovered', actions: ['swap', 'close'], target: '.finalized' },`,
      says: 'a transcript that arrives while the source is open closes it',
    },
  },
  {
    id: 'A9',
    title: 'The source dies between the stop and its frame',
    story: [
      'The stop was accepted, and the client waited for the `cancelled` frame and for nothing else.',
      'The source died before that frame: the pane was busy for ever.',
      'Here a break is a break whatever was stopped, and a cancel that hears nothing for ten seconds asks how its turn stands.',
    ],
    world: 'stop and break',
    promises: ['T1', 'T3'],
    claim: 'ends when its turn has',
    changes: [
      {
        file: client,
        from: toAttachment,
        to: `${toAttachment}
      const stopped = next.cancellations.get(held.context.streamId)?.value ?? '';
      const isAwaited = stopped === 'accepted' || stopped === 'probed';
      if (isAwaited && (event.type === 'broken' || event.type === 'timer')) return;`,
      },
      {
        file: cancellation,
        from: `      probed: {
        entry: 'probe',`,
        to: `      probed: {`,
      },
    ],
    rule: {
      file: cancellation,
      line: 'after: { patience:',
      says: 'an accepted cancel without a terminal asks once how its turn stands',
    },
  },
  {
    id: 'A10',
    title: 'A stop that could not be sent ends the stream',
    story: [
      'The request of the stop was lost on the network.',
      'The client took that for a stop and closed the stream, and nobody told the person that the turn ran on.',
      'Here a stop that did not arrive leaves the stream as it is, says so, and can be tried again.',
    ],
    world: 'stop and loss',
    promises: ['T1'],
    changes: [
      {
        file: cancellation,
        from: `{ guard: 'isMine', actions: 'noticeUnreachable', target: 'unreachable' },`,
        to: `{ guard: 'isMine', target: 'unreachable' },`,
      },
    ],
    rule: {
      file: cancellation,
      line: `{ guard: 'isMine', actions: 'noticeUnreachable', target: 'unreachable' },`,
      says: 'a cancel that could not be delivered is told, and the stream stays live',
    },
  },
  {
    id: 'A11',
    title: 'A late tab gets everything twice',
    story: [
      'Frames that were produced while nobody listened were kept in the journal, and in a buffer for whoever comes next.',
      'A tab that came late was given both: text and tool cards stood there twice.',
      'Here replay and tail are the same read of one journal, by one cursor that counts what was sent.',
    ],
    world: 'a turn',
    promises: ['F1'],
    changes: [
      {
        file: subscription,
        from: `{ actions: ['advance', 'send'], target: 'sending' },`,
        to: `{ actions: ['send'], target: 'sending' },`,
      },
      withoutGate,
    ],
    rule: {
      file: subscription,
      line: `{ actions: ['advance', 'send'], target: 'sending' },`,
      says: 'what a reader was sent is behind its cursor, and is not read again',
    },
  },
  {
    id: 'A12',
    title: 'A frame between subscribing and reading comes twice',
    story: [
      'A reader subscribed to the news of a stream, and then read its journal.',
      'A frame that was produced in between was in both, and was delivered by the replay and live.',
      'Here a wake-up carries no frame: it says that reading again may find something, and nothing else.',
    ],
    world: 'a turn, read slowly',
    promises: ['F1'],
    changes: [
      {
        file: 'properties/world/store.ts',
        from: `message: { type: 'wake', streamId } as never }));`,
        to: `message: { type: 'wake', streamId, frame: 'frame' in effect && effect.frame } as never }));`,
      },
      {
        file: 'properties/world/wire.ts',
        from: `      return said(state, { type: 'wake' }, name, options);`,
        to: `      return said(
        {
          ...state,
          flight: [
            ...state.flight,
            { type: 'frame', streamId: state.streamId, ...(message as never as { frame: Frame }).frame },
          ],
        },
        { type: 'wake' },
        name,
        options,
      );`,
      },
      withoutGate,
    ],
    rule: {
      file: subscription,
      line: `on: { wake: { target: 'reading' } },`,
      says: 'a wake-up makes a reader read again from its cursor, and brings nothing itself',
    },
  },
  {
    id: 'A13',
    title: 'A second look renders again what was rendered',
    story: [
      'A tab reconnected in the middle of an answer, and asked for the stream.',
      'It got it from the beginning, and what had been streamed already was rendered again.',
      'Here a source is opened after the cursor of the scene that it goes on with.',
    ],
    world: 'break',
    promises: ['F1'],
    changes: [
      {
        file: 'machines/attachment/effects.ts',
        from: `  after: builtTo(c),`,
        to: `  after: Math.min(0, builtTo(c)),`,
      },
      withoutGate,
    ],
    rule: {
      file: 'machines/attachment/effects.ts',
      line: `after: builtTo(c),`,
      says: 'a source begins after the last frame that was rendered',
    },
  },
  {
    id: 'A14',
    title: 'A stale look erases the owner of another turn',
    story: [
      'A reader looked up the owner of a session and found that the first turn was dead; meanwhile that was over, and the second turn was registered.',
      'The reader wrote that nobody owns the session: the second turn was orphaned, a third was accepted beside it, and its answer was lost.',
      'Here what was seen without the lock is only a reason to take it; under it the owner is read again, and an owner is never erased but by its own turn.',
    ],
    world: 'zombies',
    promises: ['O4', 'O3'],
    changes: [
      {
        file: session.guards,
        from: `  operation.kind === 'clear' && record.owner?.streamId !== operation.observed.streamId;`,
        to: `  operation.kind === 'clear' && record.owner === null;`,
      },
      {
        file: session.guards,
        from: `(operation.kind === 'start' || operation.kind === 'edit' || operation.kind === 'clear');`,
        to: `(operation.kind === 'start' || operation.kind === 'edit');`,
      },
      {
        file: session.updates,
        from: `      // It never comes to write: the turn that is taken over frees the session itself.
      return record;`,
        to: `      return { ...record, owner: null };`,
      },
    ],
    rule: {
      file: session.guards,
      line: 'export const clearsAnother',
      says: 'the owner under the lock may be another than the one that was observed',
    },
  },
  {
    id: 'A15',
    title: 'A record of which only the head was read is saved',
    story: [
      'To change the title of a session its head was read, without the messages.',
      'What was read was saved: a thousand messages became none.',
      'Here maintenance takes nothing of a record but its title and the like, and a save that would shrink the transcript is refused.',
    ],
    world: 'maintenance of a head',
    promises: ['L3', 'L2'],
    changes: wholesaleSave,
    rule: {
      file: session.guards,
      line: 'export const shrinks',
      says: 'a save that was made of less than what is stored is refused',
    },
  },
  {
    id: 'A16',
    title: 'Old sessions jump to the top',
    story: [
      'A cleanup went through all sessions and saved each of them.',
      'Each save set the time of the last activity, and old sessions jumped to the top of the list.',
      'Here only a start, a finish and an edit are activity.',
    ],
    world: 'maintenance',
    promises: ['L4'],
    changes: [
      {
        file: session.updates,
        from: `return { ...record, meta: operation.record.meta };`,
        to: `return { ...record, meta: operation.record.meta, updatedAt: now };`,
      },
    ],
    rule: {
      file: session.updates,
      line: `return { ...record, meta: operation.record.meta };`,
      says: 'maintenance changes what is not of the turns, and nothing else',
    },
  },
  {
    id: 'A17',
    title: 'One failure ends the recovery of everything',
    story: [
      'After a crash a scan went through what was left over, to bring each record back to what its journal says.',
      'One file had another shape, the scan died of it, and nothing was restored.',
      'Here a look that fails is over, and the next one looks again: each session is brought back by whoever reads it.',
    ],
    world: 'crash and a store that fails',
    promises: ['L2'],
    changes: [
      {
        file: 'machines/session/machine.ts',
        from: `          store_failed: { actions: 'answerFailed', target: 'ended' },
        },
      },
      answering: {`,
        to: `        },
      },
      answering: {`,
      },
    ],
    rule: {
      file: 'machines/session/machine.ts',
      line: 'suspecting: {',
      says: 'a look whose read fails ends, and does not stand in the way of the next one',
    },
  },
];
