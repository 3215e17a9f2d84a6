/**
 * The contract of a turn's end: what the outcome was decided with does not change any more, the
 * frames that close prompts come with the terminal, and the answers go with the last frame.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import type { Frame } from '../../../machines/vocabulary.ts';
import {
  answerOf,
  answersIn,
  asked,
  asking,
  frame,
  leaseMs,
  limit,
  promptEnd,
  refusedWith,
  type StoreCase,
  turn,
} from './contract-kit.ts';

export const closingCases: readonly StoreCase[] = [
  {
    name: 'once the outcome is decided no prompt takes an answer, and one that was taken stays so',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p', 'q']);
      await store.answer(turn, answerOf('p', 'a', 1));
      await store.decide(turn, 'done', null, fence);
      const look = async () => {
        assert.equal(await store.answer(turn, answerOf('p', 'a', 1)), 'accepted');
        assert.equal(await store.answer(turn, answerOf('p', 'b', 1)), 'already');
        assert.equal(await store.answer(turn, answerOf('q', 'a', 1)), 'gone');
      };
      await look();
      await store.append(turn, 2, [promptEnd(3, 'p'), promptEnd(4, 'q'), frame(5, 'done')], fence);
      await look();
    },
  },
  {
    name: 'P1: an answer and an outcome at once: the outcome is decided with it, or it is gone',
    run: async (place) => {
      const [store, other] = [await place.open(), await place.open()];
      for (let round = 0; round < 20; round += 1) {
        const journal = `s.t${round}`;
        const fence = await store.claim(journal, 0, leaseMs);
        await store.append(journal, 0, [asked(1, 'p')], fence);
        const decide = () => store.decide(journal, 'done', null, fence);
        const reply = () => other.answer(journal, answerOf('p', 'a', round));
        const first = round % 2 === 0 ? decide() : null;
        const [heard, decided] = await Promise.all([reply(), first ?? decide()]);
        const kept = heard === 'accepted' ? [answerOf('p', 'a', round)] : [];
        assert.ok(heard === 'accepted' || heard === 'gone', heard);
        assert.deepEqual(decided, { outcome: 'done', detail: null, lastSeq: 1, answers: kept });
      }
    },
  },
  {
    name: 'a decided journal takes its terminal, with frames that close prompts in the same call',
    run: async (place) => {
      const store = await place.open();
      const fence = await asking(store, ['p', 'q']);
      const closing = [promptEnd(3, 'p'), promptEnd(4, 'q'), frame(5, 'done', null)];
      const refused = (code: 'journal_closed' | 'journal_conflict', frames: readonly Frame[]) =>
        refusedWith(code, store.append(turn, 2, frames, fence));
      await refused('journal_conflict', closing);
      await store.answer(turn, answerOf('p', 'a', 1));
      const decided = await store.decide(turn, 'done', null, fence);
      assert.deepEqual(decided, {
        outcome: 'done',
        detail: null,
        lastSeq: 2,
        answers: [answerOf('p', 'a', 1)],
      });
      await refused('journal_closed', closing.slice(0, 2));
      await refused('journal_closed', [promptEnd(3, 'p'), frame(4), frame(5, 'done', null)]);
      await refused('journal_closed', [asked(3, 'r'), frame(4, 'done', null)]);
      await refused('journal_conflict', [promptEnd(3, 'p'), frame(4, 'failed', null)]);
      await refused('journal_conflict', [frame(3, 'done', null), frame(4, 'done', null)]);
      await assert.rejects(
        store.append(turn, 2, [frame(3, 'done', null), promptEnd(4, 'p')], fence),
      );
      assert.equal((await store.head(turn))?.lastSeq, 2);
      assert.deepEqual(await answersIn(store, fence), decided.answers, 'all or nothing');
      await store.append(turn, 2, closing, fence);
      await store.append(turn, 2, closing, fence);
      await refusedWith('journal_closed', store.append(turn, 5, [promptEnd(6, 'p')], fence));
      await refusedWith('journal_closed', store.append(turn, 2, [frame(3, 'done')], fence));
      assert.deepEqual((await store.read(turn, 2, limit)) ?? [], closing);
      const head = await store.head(turn);
      assert.deepEqual([head?.lastSeq, head?.terminal], [5, 'done']);
      const renewed = { outcome: 'done', answers: [] };
      assert.deepEqual(await store.renew(turn, fence, leaseMs), renewed);
      assert.deepEqual(await store.decide(turn, 'failed', 'late', fence), decided);
    },
  },
  {
    name: 'cells are kept while one frame is left, and are gone with the last one',
    run: async (place) => {
      const store = await place.open();
      const ids = Array.from({ length: 1_500 }, (_, at) => `p${at}`);
      const [first, last] = [answerOf('p0', 'a', 1), answerOf('p1499', 'a', 2)];
      const fence = await asking(store, ids);
      for (const one of [first, last]) await store.answer(turn, one);
      const decided = await store.decide(turn, 'done', null, fence);
      assert.deepEqual(decided.answers, [first, last]);
      await store.append(turn, 1_500, [frame(1_501, 'done', null)], fence);
      await store.trim(turn, 1_501);
      for (const one of [first, last]) assert.equal(await store.answer(turn, one), 'accepted');
      await store.trim(turn, 9_999);
      for (const one of [first, last]) assert.equal(await store.answer(turn, one), 'gone');
      assert.deepEqual(await store.closed('', 9), []);
      assert.deepEqual(await answersIn(store, fence), []);
      assert.deepEqual(await store.decide(turn, 'done', null, fence), decided);
      await store.trim(turn, 9_999);
    },
  },
];
