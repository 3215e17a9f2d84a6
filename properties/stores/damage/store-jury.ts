/**
 * Asks a damaged store everything, and judges what it answers: what was kept, or a `damaged` that
 * is due; then writes to all of it, and judges that nothing damaged was written over.
 *
 * An error is due only where what was asked for is itself damaged. It never knows which store it
 * asks, nor how a value was damaged.
 */
import { strict as assert } from 'node:assert';
import { type Frame, summaryOf } from '../../../machines/vocabulary.ts';
import { HoldfastError, isCode } from '../../../runtime/core/errors.ts';
import type { SessionSummary, Store } from '../../../runtime/host/index.ts';
import { answerOf, frame, promptEnd } from '../../../runtime/host/stores/contract-kit.ts';
import type { Damages } from './damages.ts';
import {
  answers as answered,
  attended,
  type JournalModel,
  type Model,
  orphan,
  unanswered,
} from './filling.ts';

export interface Case {
  readonly store: Store;
  readonly model: Model;
  readonly damages: Damages;
}

type Answer<T> = { readonly value: T } | { readonly damaged: true };

/** What was answered. Anything that is neither an answer nor `damaged`, where it is due, fails. */
async function asked<T>(isDue: boolean, what: string, run: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    const isDamaged = isCode(error, 'damaged');
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    assert.ok(isDamaged && isDue, `${what} is answered with ${isDue ? '' : 'a needless '}${said}`);
    return { damaged: true };
  }
}

async function answers<T>(
  isDue: boolean,
  what: string,
  run: () => Promise<T>,
  expected: T,
): Promise<boolean> {
  const answer = await asked(isDue, what, run);
  if ('value' in answer) assert.deepEqual(answer.value, expected, what);
  return 'value' in answer;
}

const sizes = [1, 2, 1_000];

export async function judgeReads(one: Case): Promise<void> {
  const { store, model, damages } = one;
  const summaries = await store.list('', 99);
  const listed = summaries.map(({ sessionId }) => sessionId);
  assert.deepEqual(listed, [...new Set(listed)].toSorted(), 'the list');
  const ofSessions = [...model.records.keys()].map((id) => judgeSession(one, id, summaries));
  const ofJournals = [...model.journals].map(([name, journal]) =>
    judgeJournal(store, name, journal, damages),
  );
  await Promise.all([...ofSessions, ...ofJournals, judgeClosed(store, model, damages)]);
}

async function judgeSession(
  { store, model, damages }: Case,
  id: string,
  summaries: readonly SessionSummary[],
): Promise<void> {
  const record = model.records.get(id) ?? null;
  const isHit = damages.hit(id, 'record', 'backup');
  await answers(isHit, `load ${id}`, () => store.load(id), record);
  const isSummaryHit = damages.hit(id, 'summary');
  const summary = await asked(isSummaryHit, `summary of ${id}`, () => store.loadSummary(id));
  const shown = summaries.find(({ sessionId }) => sessionId === id);
  if ('value' in summary) assert.deepEqual(summary.value, record && summaryOf(record));
  assert.deepEqual(shown, 'value' in summary ? summary.value : undefined, `${id} in the list`);
}

async function judgeJournal(
  store: Store,
  name: string,
  { head, frames, lease }: JournalModel,
  damages: Damages,
): Promise<void> {
  const isHit = damages.hit(name, 'journal');
  await answers(isHit, `head of ${name}`, () => store.head(name), head);
  const held = await asked(isHit, `lease of ${name}`, () => store.lease(name));
  if ('value' in held) assert.equal(held.value.turnFence, lease.turnFence, `lease of ${name}`);
  const reads = Array.from({ length: head.lastSeq + 1 }, async (_, after) => {
    const hole = damages.firstFrame(name, after);
    for (const size of sizes) {
      const what = `read ${name} after ${after}`;
      const limit = { frames: size, chars: 1_000_000 };
      // What comes before a hole is served.
      const isDue = isHit || hole <= after + 1;
      const read = await asked(isDue, what, () => store.read(name, after, limit));
      if ('damaged' in read) continue;
      if (after + 1 < head.firstSeq) assert.equal(read.value, null, what);
      else judgeFrames(read.value, frames.slice(after + 1 - head.firstSeq).slice(0, size), what);
    }
  });
  await Promise.all(reads);
}

/** From the first on, none skipped; not fewer than one. */
function judgeFrames(read: readonly Frame[] | null, kept: readonly Frame[], what: string): void {
  assert.ok(read !== null, `${what}: gone`);
  assert.deepEqual(read, kept.slice(0, read.length), what);
  assert.ok(read.length > 0 || kept.length === 0, `${what}: ended early`);
}

async function judgeClosed(store: Store, model: Model, damages: Damages): Promise<void> {
  const listed = await store.closed('', 99);
  const positions = listed.map(({ position }) => position);
  assert.deepEqual(positions, positions.toSorted(), 'closed journals');
  for (const [name, { head }] of model.journals) {
    const found = listed.find(({ journal }) => journal === name);
    if (found === undefined && (head.terminal === null || damages.hit(name, 'closed'))) continue;
    assert.equal(found?.closedAt, head.closedAt, `${name} as closed`);
    assert.equal(found?.lastSeq, head.lastSeq, `${name} as closed`);
  }
}

/** Writes of every kind. What is refused because of damage has changed nothing. */
export async function judgeWrites(one: Case): Promise<void> {
  const saves = [...one.model.records.keys()].map((id) => judgeSave(one, id));
  const ends = [...one.model.journals].map(([name, journal]) =>
    journal.head.terminal === null
      ? judgeEnding(one, name, journal)
      : judgeClosedJournal(one, name, journal),
  );
  await Promise.all([...saves, ...ends]);
}

async function judgeSave({ store, model, damages }: Case, id: string): Promise<void> {
  const before = model.records.get(id);
  assert.ok(before !== undefined);
  const isLockHit = damages.hit(id, 'lock');
  const locked = await asked(isLockHit, `lock of ${id}`, () => store.lock(id));
  if ('damaged' in locked) {
    // Any fence: nobody has one.
    await refused(true, ['fenced'], `save ${id}`, () => store.save(before, 1));
    return;
  }
  const isHit = damages.hit(id, 'record', 'backup');
  const after = { ...before, meta: { kept: id } };
  const saved = await asked(isHit, `save ${id}`, () => store.save(after, locked.value));
  await asked(false, `unlock ${id}`, () => store.unlock(id, locked.value));
  if ('value' in saved) await answers(isHit, `load ${id}`, () => store.load(id), after);
  else await assert.rejects(store.load(id), (error) => isCode(error, 'damaged'));
}

/** The journal whose host is gone: another takes it over and ends it. */
async function judgeEnding(
  { store, damages }: Case,
  name: string,
  { head, frames, lease }: JournalModel,
): Promise<void> {
  assert.equal(name, orphan.journal);
  const isHit = damages.hit(name, 'journal');
  const claimed = await asked(isHit, `claim ${name}`, () =>
    store.claim(name, lease.turnFence, 60_000),
  );
  const fence = 'value' in claimed ? claimed.value : lease.turnFence;
  if ('value' in claimed) assert.equal(fence, lease.turnFence + 1, `claim ${name}`);
  // An answer that is damaged is none, and stops no turn.
  const held = answered.filter(({ promptId }) => !damages.hit(`${name}/${promptId}`, 'prompt'));
  const renewed = { outcome: null, answers: held };
  await answers(isHit, `renew ${name}`, () => store.renew(name, fence, 60_000), renewed);
  await judgeAnswers({ store, damages }, name);
  const detail = { why: 'ok' };
  const decided = { outcome: 'done', detail, lastSeq: head.lastSeq, answers: held } as const;
  const decide = () => store.decide(name, 'done', detail, fence);
  await answers(isHit, `decide ${name}`, decide, decided);
  const ids = [...answered.map(({ promptId }) => promptId), unanswered];
  const closing = ids.map((id, at) => promptEnd(head.lastSeq + at + 1, id));
  const ends = [...closing, frame(head.lastSeq + ids.length + 1, 'done', null)];
  const append = () => store.append(name, head.lastSeq, ends, fence);
  if (!(await answers(isHit, `append to ${name}`, append, undefined))) return;
  const limit = { frames: 1_000, chars: 1_000_000 };
  const isDue = damages.firstFrame(name, 0) === 1;
  const read = await asked(isDue, `read ${name}`, () => store.read(name, 0, limit));
  if ('value' in read) judgeFrames(read.value, [...frames, ...ends], `read ${name}`);
}

/** Each prompt takes one answer, or says that its cell is damaged. */
async function judgeAnswers(
  { store, damages }: Pick<Case, 'store' | 'damages'>,
  name: string,
): Promise<void> {
  const answer = async (promptId: string, answerId: string, expected: string) => {
    const isHit = damages.hit(name, 'journal') || damages.hit(`${name}/${promptId}`, 'prompt');
    const give = () => store.answer(name, answerOf(promptId, answerId));
    await answers(isHit, `answer ${promptId} of ${name}`, give, expected);
  };
  for (const { promptId, answerId } of answered) {
    await answer(promptId, answerId, 'accepted');
    await answer(promptId, 'another', 'already');
  }
  await answer('never asked', 'a', 'gone');
}

/** The same frames are accepted, others are not; and once nobody reads it, it can be dropped. */
async function judgeClosedJournal(
  { store, damages }: Case,
  name: string,
  { head, frames, lease }: JournalModel,
): Promise<void> {
  const isHit = damages.hit(name, 'journal');
  const isDue = isHit || damages.firstFrame(name, 0) < Number.POSITIVE_INFINITY;
  const { turnFence } = lease;
  const same = () => store.append(name, head.firstSeq - 1, frames, turnFence);
  await answers(isDue, `append to ${name} again`, same, undefined);
  const other = [{ ...frames[0], seq: head.lastSeq, data: 'other' } as Frame];
  await refused(isDue, ['journal_closed'], `append to ${name}`, () =>
    store.append(name, head.lastSeq - 1, other, turnFence),
  );
  await refused(isHit, ['fenced'], `claim ${name}`, () => store.claim(name, turnFence + 7, 1));
  const trim = () => store.trim(name, head.lastSeq + 1);
  if (name === attended) await refused(isHit, ['attended'], `trim ${name}`, trim);
  else await answers(isHit, `trim ${name}`, trim, undefined);
}

async function refused(
  isDue: boolean,
  codes: readonly string[],
  what: string,
  run: () => Promise<unknown>,
): Promise<void> {
  const error: unknown = await run().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const code = error instanceof HoldfastError ? error.code : String(error);
  assert.ok(codes.includes(code) || (isDue && code === 'damaged'), `${what}: ${code}`);
}
