/**
 * The contract of answers: a prompt that was asked takes one, whoever runs the turn; it is heard of
 * until a frame closes the prompt, and who listens to the session is woken by it.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import { isCode } from '../../core/errors.ts';
import {
  answerOf,
  answersIn,
  asked,
  asking,
  flip,
  frame,
  leaseMs,
  type Place,
  promptEnd,
  recordOf,
  refusedWith,
  type StoreCase,
  settled,
  turn,
  until,
} from './contract-kit.ts';

const cells: readonly StoreCase[] = [
  {
    name: 'P1: a prompt takes one answer; the same one again is accepted, another came too late',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p', 'q']);
      assert.deepEqual(await answersIn(store, fence), []);
      const first = answerOf('p', 'a', { yes: [1, 'é\n'] });
      assert.equal(await store.answer(turn, first), 'accepted');
      assert.equal(await store.answer(turn, first), 'accepted');
      assert.equal(await store.answer(turn, answerOf('p', 'a', 'other words')), 'accepted');
      assert.equal(await store.answer(turn, answerOf('p', 'b', { yes: [1, 'é\n'] })), 'already');
      assert.deepEqual(await answersIn(store, fence), [first]);
      assert.equal(await store.answer(turn, answerOf('q', 'a', null)), 'accepted');
      assert.equal(await store.answer(turn, answerOf('q', 'b', 1)), 'already', 'null is an answer');
      assert.deepEqual(await answersIn(store, fence), [first, answerOf('q', 'a', null)]);
    },
  },
  {
    name: 'P1: of two who answer at once one is accepted, and the other hears that it came second',
    run: async (place) => {
      const [store, other] = [await place.open(), await place.open()];
      const ids = Array.from({ length: 10 }, (_, at) => `p${at}`);
      const fence = await asking(store, ids);
      for (const id of ids) {
        const both = [store, other].map((one, at) =>
          one.answer(turn, answerOf(id, `by ${at}`, at)),
        );
        const heard = await Promise.all(both);
        assert.deepEqual(heard.toSorted(), ['accepted', 'already']);
        const winner = heard.indexOf('accepted');
        const kept = (await answersIn(store, fence)).find(({ promptId }) => promptId === id);
        assert.deepEqual(kept, answerOf(id, `by ${winner}`, winner));
      }
    },
  },
  {
    name: 'an answer to what was never asked is gone',
    run: async (place) => {
      const store = await place.open();
      assert.equal(await store.answer(turn, answerOf('p')), 'gone');
      assert.equal(await store.head(turn), null, 'it makes no journal');
      const fence = await store.claim(turn, 0, leaseMs);
      const frames = [
        frame(1, 'data', { id: 'd' }),
        promptEnd(2, 'c'),
        asked(3, 4),
        asked(4, null),
      ];
      const odd = [frame(5, 'prompt', null), frame(6, 'prompt', 'p'), frame(7, 'prompt-closed')];
      await store.append(turn, 0, [...frames, ...odd], fence);
      await refusedWith('journal_conflict', store.append(turn, 9, [asked(10, 'p')], fence));
      for (const id of ['d', 'c', '4', 'null', 'p', '']) {
        assert.equal(await store.answer(turn, answerOf(id)), 'gone', id);
      }
      const late = [asked(8, 'p'), asked(9, 'c'), frame(10, 'data', { id: 'p' })];
      await store.append(turn, 7, late, fence);
      assert.equal(await store.answer('s.other', answerOf('p')), 'gone', 'of another journal');
      assert.equal(await store.answer(turn, answerOf('p')), 'accepted');
      assert.equal(await store.answer(turn, answerOf('c')), 'accepted', 'asked after all');
    },
  },
  {
    name: 'answers are heard of in the order of their prompts, until a frame closes the prompt',
    run: async (place) => {
      const store = await place.open();
      const ids = ['z', 'a', 'm', 'a/b c:é', '10', '9', ''];
      const fence = await asking(store, ids);
      const kept = ids.map((id) => answerOf(id, 'x', `to ${id}`));
      for (let at = kept.length - 1; at >= 0; at -= 1) {
        await store.answer(turn, kept[at] ?? answerOf('none'));
        assert.deepEqual(await answersIn(store, fence), kept.slice(at));
      }
      await store.append(turn, 7, [frame(8), promptEnd(9, 'a'), promptEnd(10, 'a/b c:é')], fence);
      const left = kept.filter(({ promptId }) => !promptId.startsWith('a'));
      assert.deepEqual(await answersIn(store, fence), left);
      await store.append(turn, 7, [frame(8), promptEnd(9, 'a'), promptEnd(10, 'a/b c:é')], fence);
      assert.deepEqual((await store.decide(turn, 'done', null, fence)).answers, left);
      assert.deepEqual(await answersIn(store, fence), left);
    },
  },
  {
    name: 'a prompt that is asked again, or appended again, keeps its cell as it is',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p', 'q']);
      await store.answer(turn, answerOf('p', 'a', 1));
      await store.append(turn, 0, [asked(1, 'p'), asked(2, 'q')], fence);
      const again = [asked(3, 'p'), asked(4, 'n'), asked(5, 'n'), asked(6, 'q')];
      await store.append(turn, 2, again, fence);
      assert.equal(await store.answer(turn, answerOf('p', 'b', 2)), 'already');
      await store.answer(turn, answerOf('n', 'a', 3));
      await store.answer(turn, answerOf('q', 'a', 2));
      const kept = [answerOf('p', 'a', 1), answerOf('q', 'a', 2), answerOf('n', 'a', 3)];
      assert.deepEqual(await answersIn(store, fence), kept);
      await store.append(turn, 6, [promptEnd(7, 'p')], fence);
      await store.append(turn, 7, [asked(8, 'p')], fence);
      assert.deepEqual(await answersIn(store, fence), kept.slice(1), 'and stays closed');
      assert.equal(await store.answer(turn, answerOf('p', 'a', 1)), 'accepted');
    },
  },
  {
    name: 'a prompt that was closed without an answer takes none: nobody would hear of it',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p']);
      await store.append(turn, 1, [asked(2, 'q'), promptEnd(3, 'q'), promptEnd(4, 'p')], fence);
      for (const id of ['p', 'q']) assert.equal(await store.answer(turn, answerOf(id)), 'gone');
      assert.deepEqual(await answersIn(store, fence), []);
    },
  },
  {
    name: 'an answer is taken whoever runs the turn, and who takes it over hears of it',
    run: async (place) => {
      const store = await place.open();
      const old = await asking(store, ['p', 'q']);
      await store.answer(turn, answerOf('p', 'a', 1));
      await store.renew(turn, old, 0);
      await store.answer(turn, answerOf('q', 'a', 2));
      const fence = await store.claim(turn, old, leaseMs);
      await refusedWith('fenced', store.renew(turn, old, leaseMs));
      const kept = [answerOf('p', 'a', 1), answerOf('q', 'a', 2)];
      assert.deepEqual(await answersIn(store, fence), kept);
      await refusedWith('fenced', store.append(turn, 2, [promptEnd(3, 'p')], old));
      const decided = await store.decide(turn, 'interrupted', null, fence);
      assert.deepEqual(decided.answers, kept);
    },
  },
];

/** How often who listens to the session was woken, here and in another store. */
async function listening(place: Place) {
  const [store, other] = [await place.open(), await place.open()];
  const heard = [0, 0];
  [store, other].forEach((one, at) => {
    one.subscribe('s', () => {
      heard[at] = (heard[at] ?? 0) + 1;
    });
  });
  /** Resolves when both were woken by this, and by all that it may bring besides. */
  const waking = async (write: () => Promise<unknown>): Promise<void> => {
    const before = [...heard];
    await write();
    await until(() => heard.every((count, at) => count > (before[at] ?? 0)));
    await settled(store);
  };
  // From then on a wake-up is one that was asked for: a first one may come for nothing.
  await waking(async () => store.save(recordOf('s', 1), await store.lock('s')));
  return { store, heard, waking };
}

const wakes: readonly StoreCase[] = [
  {
    name: 'A12: an answer and an outcome wake who listens to the session, also in other stores',
    run: async (place) => {
      const { store, waking } = await listening(place);
      const fence = await asking(store, ['p']);
      await settled(store);
      await waking(() => store.answer(turn, answerOf('p')));
      await waking(() => store.decide(turn, 'done', null, fence));
    },
  },
  {
    name: 'an answer or an outcome that was not set wakes nobody',
    run: async (place) => {
      const { store, heard, waking } = await listening(place);
      const fence = await asking(store, ['p', 'q']);
      await waking(() => store.answer(turn, answerOf('p', 'a')));
      await waking(() => store.decide(turn, 'done', null, fence));
      const [before] = heard;
      await store.answer(turn, answerOf('p', 'a'));
      await store.answer(turn, answerOf('p', 'b'));
      await store.answer(turn, answerOf('q', 'a'));
      await store.decide(turn, 'failed', null, fence);
      await settled(store);
      assert.equal(heard[0], before);
    },
  },
  {
    name: 'L5: an answer that was accepted is there for a store that is opened later',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p']);
      await store.answer(turn, answerOf('p', 'a', 1));
      await store.close();
      const later = await place.open();
      assert.deepEqual(await answersIn(later, fence), [answerOf('p', 'a', 1)]);
      await refusedWith('closing', store.answer(turn, answerOf('p', 'a', 1)));
    },
  },
  {
    name: 'a damaged answer is never served, and is said to be so; its turn goes on, and ends',
    run: async (place) => {
      const reported: unknown[] = [];
      const store = await place.open({ report: (error) => void reported.push(error) });
      const fence = await asking(store, ['p', 'q', 'r']);
      for (const id of ['p', 'q']) await store.answer(turn, answerOf(id, 'a', 'a word'));
      for (const id of ['p', 'r']) {
        await place.damage({ of: 'answer', journal: turn, promptId: id }, flip);
        await refusedWith('damaged', store.answer(turn, answerOf(id, 'a', 'a word')));
      }
      assert.deepEqual(reported, []);
      assert.deepEqual(await answersIn(store, fence), [answerOf('q', 'a', 'a word')]);
      const [said] = reported;
      assert.ok(reported.length === 1 && isCode(said, 'damaged'), String(said));
      await store.append(turn, 3, [asked(4, 'p'), promptEnd(5, 'p')], fence);
      assert.deepEqual(await answersIn(store, fence), [answerOf('q', 'a', 'a word')]);
      assert.equal(reported.length, 1, 'a frame has closed it');
      const { answers } = await store.decide(turn, 'done', null, fence);
      assert.deepEqual(answers, [answerOf('q', 'a', 'a word')]);
      const ends = [promptEnd(6, 'q'), promptEnd(7, 'r'), frame(8, 'done', null)];
      await store.append(turn, 5, ends, fence);
      await refusedWith('damaged', store.answer(turn, answerOf('p', 'a', 'a word')));
      await store.trim(turn, 9);
      assert.equal(await store.answer(turn, answerOf('p', 'a', 'a word')), 'gone');
    },
  },
];

export const answerCases: readonly StoreCase[] = [...cells, ...wakes];
