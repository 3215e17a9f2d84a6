/**
 * The contract of the cancellation: one request to stop one turn, or to retract a start.
 *
 * A stop that the host took is left to the turn's terminal; one that it refused, or that did not
 * reach it, is told to the person. A retraction is asked until it is taken, and told to nobody.
 */
import { type Event, type Input, triesMax } from '../../machines/cancellation/signals.ts';
import type { Output, State } from '../../runtime/generated/cancellation.ts';
import {
  type Clause,
  type Contract,
  isUnmoved,
  type Moment,
  outputsOf,
  said,
  type TimerEvent,
  timersOf,
} from './contract.ts';

/** What an onlooker knows of it. */
interface Seen {
  readonly retracts: boolean;
  /** Asked, and not answered in time yet. */
  readonly isAsked: boolean;
  /** Requests so far. */
  readonly tries: number;
}

type Happening = Event | TimerEvent;
type M = Moment<State, Happening, Output, Seen>;

const streamId = 'r1';
const inputs: readonly Input[] = [
  { streamId, retracts: false },
  { streamId, retracts: true },
];

function events(): readonly Event[] {
  return [streamId, 'r2'].flatMap((of): readonly Event[] => [
    ...(['accepted', 'refused', 'unreachable'] as const).map((state) => ({
      type: 'cancel_answered' as const,
      streamId: of,
      answer: { state },
    })),
    { type: 'turn_over', streamId: of },
    { type: 'superseded', streamId: of },
  ]);
}

function look(m: M): Seen {
  const { event, seen } = m;
  const asks = outputsOf(m, 'request_cancel').length;
  const input = (event as unknown as { readonly input?: Input }).input;
  const isTimeout = event.type === 'timer' && event.timer.endsWith('requestTimeout');
  return {
    retracts: input?.retracts ?? seen.retracts,
    isAsked:
      asks > 0 || (seen.isAsked && !(event.type === 'cancel_answered' && isMine(m)) && !isTimeout),
    tries: seen.tries + asks,
  };
}

const isMine = ({ event }: M) => 'streamId' in event && event.streamId === streamId;
const isTimer = ({ event }: M, name: string) =>
  event.type === 'timer' && event.timer.endsWith(name);

/** How the request came out; null: no word of it here. */
function outcome(m: M): 'accepted' | 'refused' | 'lost' | null {
  if (isTimer(m, 'requestTimeout')) return 'lost';
  if (m.event.type !== 'cancel_answered' || !isMine(m) || !m.seen.isAsked) return null;
  const { state } = m.event.answer;
  return state === 'unreachable' ? 'lost' : state;
}

const isStop = (m: M) => !m.seen.retracts;
const isDone = (m: M) => m.after.status === 'done';
const notices = (m: M) => outputsOf(m, 'notice').map(({ code }) => code);

const clauses: readonly Clause<M>[] = [
  {
    id: 'T3',
    says: 'it begins by asking the host',
    when: (m) => m.before === null,
    holds: (m) => said(m) === 'request_cancel',
  },
  {
    id: 'O5',
    says: 'what is of another turn has no effect',
    when: (m) => 'streamId' in m.event && !isMine(m),
    holds: isUnmoved,
  },
  {
    id: 'O5',
    says: 'an answer that is not awaited has no effect',
    when: (m) => m.event.type === 'cancel_answered' && isMine(m) && !m.seen.isAsked,
    holds: isUnmoved,
  },
  {
    id: 'O2',
    says: 'it is over when its turn is, or another has the pane, and says nothing',
    when: (m) => ['turn_over', 'superseded'].includes(m.event.type) && isMine(m),
    holds: (m) => isDone(m) && said(m) === '',
  },
  {
    id: 'T3',
    says: 'an accepted stop changes nothing, and waits for the terminal',
    when: (m) => isStop(m) && outcome(m) === 'accepted',
    holds: (m) => said(m) === '' && timersOf(m.after) === 'accepted.patience',
  },
  {
    id: 'T3',
    says: 'when the terminal does not come, the turn is settled once, its source left as it is',
    when: (m) => isTimer(m, 'patience'),
    holds: (m) => said(m) === 'probe' && timersOf(m.after) === 'probed.hostBound',
  },
  {
    id: 'T3',
    says: 'a stop that is taken and comes to nothing is told at last',
    when: (m) => isTimer(m, 'hostBound'),
    holds: (m) => isDone(m) && notices(m).join('') === 'stop_late',
  },
  {
    id: 'P1',
    says: 'a refused stop settles the turn, and is told',
    when: (m) => isStop(m) && outcome(m) === 'refused',
    holds: (m) => isDone(m) && said(m) === 'probe notice' && notices(m).join('') === 'stop_refused',
  },
  {
    id: 'T1',
    says: 'a stop that did not reach the host leaves the stream alone, and is told',
    when: (m) => isStop(m) && outcome(m) === 'lost',
    holds: (m) => isDone(m) && said(m) === 'notice' && notices(m).join('') === 'stop_unreachable',
  },
  {
    id: 'T3',
    says: 'a retraction that was answered is over',
    when: (m) => !isStop(m) && (outcome(m) === 'accepted' || outcome(m) === 'refused'),
    holds: isDone,
  },
  {
    id: 'T3',
    says: 'a retraction that was lost is asked again, a bounded number of times',
    when: (m) => !isStop(m) && outcome(m) === 'lost',
    holds: (m) =>
      m.seen.tries < triesMax ? timersOf(m.after) === 'retracting.waiting.retractRetry' : isDone(m),
  },
  {
    id: 'T3',
    says: 'after the wait it is asked again',
    when: (m) => isTimer(m, 'retractRetry'),
    holds: (m) => said(m) === 'request_cancel',
  },
  {
    id: 'T2',
    says: 'nobody is told of a retraction',
    when: (m) => m.before !== null && !isStop(m),
    holds: (m) => notices(m).length === 0,
  },
  {
    id: 'O5',
    says: 'it asks for its own turn',
    when: (m) => said(m) !== '',
    holds: (m) => m.outputs.every((one) => !('streamId' in one) || one.streamId === streamId),
  },
  {
    id: 'T1',
    says: 'it waits for one thing while it lasts, and for nothing when it is over',
    when: () => true,
    holds: (m) => m.after.timers.length === (isDone(m) ? 0 : 1),
  },
  {
    id: 'T1',
    says: 'while it asks, it does not wait for ever',
    when: (m) => m.next.isAsked && !isDone(m),
    holds: (m) => timersOf(m.after).endsWith('requestTimeout'),
  },
];

export const cancellation: Contract<State, Happening, Output, Seen> = {
  machine: 'cancellation',
  inputs,
  events,
  canonical: (state) => state,
  unseen: { retracts: false, isAsked: false, tries: 0 },
  look,
  clauses,
};
