/**
 * What becomes of an answer on its way from whichever host it reaches to the journal: P4 and L5.
 *
 * They look at what is stored, and at what a tab is told; not at what a machine says of itself.
 */
import { isTerminal } from '../../../machines/vocabulary.ts';
import type { Property, Reaction } from '../../explorer/system.ts';
import type { HostActorMessage, HostState } from '../host-state.ts';
import { type Journal, unclosedOf } from '../journal.ts';
import { type LaneState, laneOf } from '../lane.ts';
import type { StoreMessage, StoreState } from '../store-state.ts';
import type { Cast } from './cast.ts';
import { always, everyStep, someStep, sometimes } from './claim.ts';
import { same } from './eye.ts';

export function answered({ hosts, tabs, turns, prompts, watched }: Cast): readonly Property[] {
  if (!prompts) return [];
  return [
    ...stored,
    ...tabs.map(promised),
    ...hosts.flatMap(asked),
    ...(watched ? turns.map(applied) : []),
  ];
}

const stored: readonly Property[] = [
  always('P4', 'a prompt is closed by the answer that was accepted', ['store'], (of: StoreState) =>
    journalsOf(of).every(({ frames, answers }) =>
      frames
        .filter(({ kind }) => kind === 'prompt-closed')
        .every(({ data }) =>
          answers.some(({ promptId, value }) => same(data, { id: promptId, answer: value })),
        ),
    ),
  ),
  always('L5', 'an answer that was accepted is in the journal at its end', ['store'], (of) =>
    journalsOf(of).every((journal) => !isClosed(journal) || unclosedOf(journal).length === 0),
  ),
  everyStep(
    'P4',
    'the first answer stays',
    'store',
    (before: StoreState, _: StoreMessage, { state }: Reaction<StoreState>) =>
      Object.entries(before.journals).every(([streamId, { answers }]) =>
        same(state.journals[streamId]?.answers.slice(0, answers.length), answers),
      ),
  ),
  sometimes('L5', 'an answer came too late for its producer', ['store'], (of: StoreState) =>
    journalsOf(of).some(({ cell }) => cell !== null && cell.answers.length > 0),
  ),
  someStep('P4', 'another had answered before', 'store', isAnsweredBy('already')),
];

function journalsOf({ journals }: StoreState): readonly Journal[] {
  return Object.values(journals);
}

function isClosed({ frames }: Journal): boolean {
  return isTerminal(frames.at(-1)?.kind ?? '');
}

function isAnsweredBy(result: string) {
  return (_: StoreState, _message: StoreMessage, { posts }: Reaction<StoreState>): boolean =>
    posts.some(({ message }) => {
      const { event } = message as { readonly event?: { readonly result?: string } | null };
      return event?.result === result;
    });
}

/** P4: what the tab takes for its answer is the one that counts. */
function promised(tab: string): Property {
  return always(
    'P4',
    `${tab}: an answer that is said to be accepted is the one that is stored`,
    [laneOf(tab, 'answer'), 'store'],
    (calls: LaneState, { journals }: StoreState) =>
      calls.every(({ at, what }) => {
        if (typeof at !== 'object' || !('state' in at) || at.state !== 'accepted') return true;
        if (what.type !== 'answer') return true;
        const { streamId, answerId } = what;
        return journals[streamId]?.answers.some((kept) => kept.answerId === answerId) ?? false;
      }),
  );
}

function turnIn({ core }: HostState, streamId: string) {
  return core?.turns.find(({ context }) => context.streamId === streamId) ?? null;
}

function asked(host: string): readonly Property[] {
  const isFrom = (wanted: boolean) => (before: HostState, message: HostActorMessage) =>
    message.type === 'request' &&
    message.what.type === 'answer' &&
    (turnIn(before, message.what.streamId) !== null) === wanted;
  return [
    someStep('P4', `${host}: an answer came where its turn is run`, host, isFrom(true)),
    someStep('P4', `${host}: an answer came where its turn is not run`, host, isFrom(false)),
    always(
      'P4',
      `${host}: a prompt that its turn holds for open is not closed in the journal`,
      [host, 'store'],
      (state: HostState, { journals }: StoreState) =>
        (state.core?.turns ?? []).every(({ context: { streamId, open } }) => {
          const journal = journals[streamId];
          if (journal === undefined || isClosed(journal)) return true;
          return open.length === 0 || journal.frames.every(({ kind }) => kind !== 'prompt-closed');
        }),
    ),
  ];
}

/** P4: whoever runs the turn hears of it, or whoever ends it does. */
function applied(streamId: string): Property {
  const waits = ({ journals }: StoreState) => {
    const journal = journals[streamId];
    return journal !== undefined && unclosedOf(journal).length > 0;
  };
  return {
    id: 'P4',
    name: `an answer to ${streamId} comes into the journal`,
    kind: 'leadsTo',
    over: ['store'],
    from: waits,
    to: (store: StoreState) => !waits(store),
  };
}
