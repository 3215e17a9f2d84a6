/**
 * The races of the store, F1 to F7: what is written twice, by the wrong one, or not at all.
 *
 * Each is a rule that somebody did not have. Nothing here knows how a race is found.
 */
import { wholesaleSave } from './founding-cases.ts';
import type { Race } from './race.ts';

const store = 'properties/world/store.ts';
const turn = 'machines/turn/machine.ts';
const session = { guards: 'machines/session/guards.ts', updates: 'machines/session/updates.ts' };

export const storeRaces: readonly Race[] = [
  {
    id: 'F1',
    title: 'Two processes write one journal',
    story: [
      'A process was given up for dead, and another went on with its turn.',
      'Then the first one came back, and both wrote into the journal: it was corrupt.',
      'Here a journal has a fence, which rises when a turn is taken over; a frame with an older one is refused.',
    ],
    world: 'zombies',
    promises: ['L1', 'F3'],
    changes: [
      {
        file: store,
        from: `      if (isOld(effect.turnFence)) return done({ type: 'fenced' });
      const isClosing`,
        to: `      if (isOld(effect.turnFence) && effect.turnFence === 0) return done({ type: 'fenced' });
      const isClosing`,
      },
    ],
    rule: {
      file: 'machines/turn/effects.ts',
      line: `frame: { seq: c.seq, kind: e.frame.kind, data: e.frame.data },`,
      says: 'a frame is appended with the fence of the turn that writes it',
    },
  },
  {
    id: 'F2',
    title: 'An empty record is saved over a turn that runs',
    story: [
      'A record was read while it was still empty, to be saved later.',
      'It was saved while a turn was running: the transcript was wiped.',
      'Here maintenance takes nothing of a record but its title and the like, and a save that would shrink the transcript is refused.',
    ],
    world: 'maintenance',
    promises: ['L2'],
    changes: wholesaleSave,
    rule: {
      file: session.guards,
      line: 'export const shrinks',
      says: 'a save that was made of less than what is stored is refused',
    },
  },
  {
    id: 'F3',
    title: 'A stop takes the question away',
    story: [
      'A question was sent, and stopped before the host had saved it.',
      'It was taken from the screen and was nowhere: lost.',
      'Here a start that is given up gives its question back to the composer.',
    ],
    world: 'stop',
    promises: ['Q1'],
    changes: [
      {
        file: 'runtime/core/client-effects.ts',
        from: `      next.returned = { question, reason, number: (next.returned?.number ?? 0) + 1 };`,
        to: `      if (reason !== 'stopped') {
        next.returned = { question, reason, number: (next.returned?.number ?? 0) + 1 };
      }`,
      },
    ],
    rule: {
      file: 'machines/pane/effects.ts',
      line: 'export const giveBackStopped',
      says: 'a start that was stopped gives its question back',
    },
  },
  {
    id: 'F4',
    title: 'A restart drops the question',
    story: [
      'A host restarted while a question was being answered.',
      'What had no answer was cleared away: the question was gone.',
      'Here a turn whose worker is dead is ended as interrupted, and its question stays where it was asked.',
    ],
    world: 'a crash',
    promises: ['Q1'],
    changes: [
      {
        file: session.updates,
        from: `  return { ...record, updatedAt: now, turns };
}

function cut`,
        to: `  const kept = turns.filter(({ outcome }) => outcome !== 'interrupted');
  return { ...record, updatedAt: now, turns: kept };
}

function cut`,
      },
    ],
    rule: {
      file: session.updates,
      line: 'asked.streamId === turn.streamId ? { ...asked, ...turn } : asked,',
      says: 'an end is put in the place of its question, and the question stays',
    },
  },
  {
    id: 'F5',
    title: 'A restart discards half an answer',
    story: [
      'A host restarted in the middle of an answer, of which everybody had seen the half.',
      'The answer was written anew, or not at all: the half was discarded.',
      'Here what was journaled is folded into the transcript, whoever ends the turn.',
    ],
    world: 'a crash',
    promises: ['L5', 'T4'],
    changes: [
      {
        file: store,
        from: `      const frames = [...contentOf(journal), ...effect.closing];`,
        to: `      const isLost = effect.closing.at(-1)?.kind === 'interrupted';
      const frames = [...(isLost ? [] : contentOf(journal)), ...effect.closing];`,
      },
    ],
    rule: {
      file: turn,
      line: `entry: ['producerEnded', 'fold'],`,
      says: 'every finish folds the whole journal, a take-over as well',
    },
  },
  {
    id: 'F6',
    title: 'A lock that is taken again by its holder',
    story: [
      'A start held the lock of its session and waited for its turn to end.',
      'At its end the turn wanted the lock, to save itself: both waited, and every start after them.',
      'Here whoever holds a lock waits for nothing but the store, and lets go when the turn has its journal.',
    ],
    world: 'a turn',
    promises: ['L6'],
    changes: [
      {
        file: 'runtime/core/host-effects.ts',
        from: `  if (before?.value === 'starting' && state.value !== 'starting') tellRegistered(run, streamId);`,
        to: `  if (before !== null && state.status === 'done') tellRegistered(run, streamId);`,
      },
    ],
    rule: {
      file: 'machines/session/machine.ts',
      line: `registering: { on: { registered: { target: 'releasing' } } },`,
      says: 'a lock is released when the turn that was begun has its journal',
    },
  },
  {
    id: 'F7',
    title: 'A turn that could not be launched keeps its session',
    story: [
      'A start had written the owner, and then its worker could not be launched.',
      'Nobody took the owner back: the session was taken for ever.',
      'Here a turn that can not begin is ended by its own finish, and one that never had a journal counts as dead.',
    ],
    world: 'a store that fails',
    promises: ['T4'],
    changes: [
      {
        file: turn,
        from: `            { actions: 'wantUnstored', target: '#stalled' },
          ],
          shutdown`,
        to: `            { target: '#ended' },
          ],
          shutdown`,
      },
      {
        file: store,
        from: `isLive: lease !== null, outcome });`,
        to: `isLive: lease !== null || turnFence === 0, outcome });`,
      },
    ],
    rule: {
      file: turn,
      line: `{ actions: 'wantUnstored', target: '#stalled' },`,
      says: 'a turn that could not begin is brought to its end',
    },
  },
];
