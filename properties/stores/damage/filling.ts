/**
 * A store that has seen something: turns that a real host ran to their ends, an edit, which leaves
 * a backup, a turn whose host is gone with prompts and answers, and journals that are read or were
 * trimmed.
 *
 * What comes of it is the model that every answer of a damaged store is held against. It never
 * knows which store it fills.
 */
import { strict as assert } from 'node:assert';
import type { Frame } from '../../../machines/vocabulary.ts';
import {
  createHost,
  type Host,
  type Producer,
  type SessionRecord,
  type Store,
} from '../../../runtime/host/index.ts';
import type { Head, Lease } from '../../../runtime/host/store.ts';
import {
  answerOf,
  asked,
  frame,
  recordOf,
  until,
} from '../../../runtime/host/stores/contract-kit.ts';

export interface JournalModel {
  readonly head: Head;
  readonly lease: Lease;
  /** Those that are kept. */
  readonly frames: readonly Frame[];
}

export interface Model {
  readonly records: ReadonlyMap<string, SessionRecord>;
  readonly journals: ReadonlyMap<string, JournalModel>;
}

/** The session whose turn's host is gone, and the turn. */
export const orphan = {
  sessionId: 'orphan',
  streamId: 'turn1',
  journal: 'orphan.turn1',
} as const;

/** What was answered of that turn; another prompt was not. */
export const answers = [answerOf('yes', 'a', { go: 'on' }), answerOf('no', 'b', 'αβγ')];

/** The prompt of that turn that nobody has answered. */
export const unanswered = 'unanswered';

/** The journal that somebody is said to read. */
export const attended = 'edited.first';

const texts = ['an answer', 'in pieces', 'of some length: ', 'αβγ 日本語 🙂'];

const telling: Producer = async function* ({ question, ask }) {
  for (const data of texts) yield { kind: 'text', data };
  if (question === 'fail') throw new Error('the model is gone');
  if (question === 'ask') yield* ask({ id: 'p', title: 'Go on?' });
};

const all = { frames: 1_000, chars: 1_000_000 };

/** The data of the content, as `telling` yields it. */
const content = texts.map((data, at) => frame(at + 1, 'text', data));

/** Ends when nobody owns the session any more. */
async function run(host: Host, store: Store, [sessionId, turnId, question]: readonly string[]) {
  const { answer } = await host.start(sessionId ?? '', turnId ?? '', question ?? '');
  assert.equal(answer.state, 'started');
  if (question === 'ask') await host.cancel(sessionId ?? '', turnId ?? '');
  await until(async () => (await store.load(sessionId ?? ''))?.owner === null);
}

const turns = [
  [
    ['edited', 'first', 'why?'],
    ['edited', 'second', 'why?'],
    ['edited', 'third', 'why?'],
  ],
  [
    ['plain', 'done', 'why?'],
    ['plain', 'failed', 'fail'],
  ],
  [['cancelled', 'asking', 'ask']],
] as const;

async function runTurns(host: Host, store: Store): Promise<void> {
  const runs = turns.map(async (session) => {
    for (const turn of session) await run(host, store, turn);
  });
  await Promise.all(runs);
  assert.equal((await host.edit('edited', 'third')).state, 'done');
}

/** As a host leaves it that is killed while a turn runs. */
async function leaveOrphan(store: Store): Promise<void> {
  const { sessionId, streamId, journal } = orphan;
  const lockFence = await store.lock(sessionId);
  await store.save({ ...recordOf(sessionId, 1), owner: { streamId, ordinal: 1 } }, lockFence);
  await store.unlock(sessionId, lockFence);
  const turnFence = await store.claim(journal, 0, 1);
  // One by one, so that each is kept by itself.
  const ids = [...answers.map(({ promptId }) => promptId), unanswered];
  const prompts = ids.map((id, at) => asked(content.length + at + 1, id));
  for (const one of [...content, ...prompts]) {
    await store.append(journal, one.seq - 1, [one], turnFence);
  }
  for (const one of answers) await store.answer(journal, one);
  await until(async () => !(await store.lease(journal)).isLive);
}

export async function fill(store: Store): Promise<Model> {
  const limits = { closeMsMax: 1_000 };
  const host = createHost({ producer: telling, store, report: () => undefined, limits });
  await Promise.all([runTurns(host, store), leaveOrphan(store)]);
  await host.close();
  await store.attend(attended, 3_600_000);
  await until(async () => (await store.closed('', 99)).length === 6);
  const trimmed = 'edited.second';
  await store.trim(trimmed, 3);
  return modelOf(store);
}

async function modelOf(store: Store): Promise<Model> {
  const records = new Map<string, SessionRecord>();
  const journals = new Map<string, JournalModel>();
  for (const { sessionId } of await store.list('', 99)) {
    const record = await store.load(sessionId);
    assert.ok(record !== null);
    records.set(sessionId, record);
    const ids = [...record.turns.map(({ streamId }) => streamId), ...record.removed];
    for (const id of ids) {
      const journal = `${sessionId}.${id}`;
      journals.set(journal, await journalOf(store, journal));
    }
  }
  assert.deepEqual([...records.keys()], ['cancelled', 'edited', 'orphan', 'plain']);
  assert.equal(journals.size, 7);
  return { records, journals };
}

async function journalOf(store: Store, journal: string): Promise<JournalModel> {
  const head = await store.head(journal);
  assert.ok(head !== null);
  const frames = (await store.read(journal, head.firstSeq - 1, all)) ?? [];
  const told = frames.filter(({ kind }) => kind === 'text');
  assert.deepEqual(told, content.slice(head.firstSeq - 1));
  return { head, frames, lease: await store.lease(journal) };
}
