/**
 * Runs a host over a damaged store, as people would use it: they load, open streams, ask for
 * outcomes and go on with new turns.
 *
 * What they are shown is what was kept, from its beginning and without a hole; all else is an error
 * of ours that names the store. It never knows which store it is, nor how a value was damaged.
 */
import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';
import type { Frame } from '../../../machines/vocabulary.ts';
import { HoldfastError, isCode } from '../../../runtime/core/errors.ts';
import { createDecoder } from '../../../runtime/core/sse.ts';
import { createHost, type Host, type Producer } from '../../../runtime/host/index.ts';
import { until } from '../../../runtime/host/stores/contract-kit.ts';
import { orphan } from './filling.ts';
import type { Case } from './store-jury.ts';

const answering: Producer = async function* () {
  yield { kind: 'text', data: 'and on' };
};

/** What a host tells people of a store that is damaged. */
const codes = new Set(['damaged', 'store_failed', 'closing']);

type Hit = readonly [isHit: boolean, what: string];

/** Null for an error of ours, where one is due. */
async function tried<T>([isHit, what]: Hit, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    const isOurs = error instanceof HoldfastError && codes.has(error.code);
    assert.ok(isHit && isOurs, `${what}: ${inspect(error)}`);
    return null;
  }
}

/** A turn of a session that can't be written is not ended, however long it is waited for. */
const limits = { closeMsMax: 200 };

export async function judgeHost(one: Case): Promise<void> {
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({ store: one.store, producer: answering, report, limits });
  const ids = [...one.model.records.keys()];
  try {
    const streams = [...one.model.journals.keys()].map((name) => judgeStream(host, one, name));
    await Promise.all([...streams, ...ids.map((id) => judgeTranscript(host, one, id))]);
    await Promise.all(ids.map((id) => judgeNewTurn(host, one, id)));
  } finally {
    await host.close();
  }
  for (const error of reported) {
    assert.ok(error instanceof HoldfastError && codes.has(error.code), String(error));
  }
}

async function judgeTranscript(host: Host, { model, damages }: Case, id: string): Promise<void> {
  const turns = model.records.get(id)?.turns ?? [];
  const hit = [damages.hit(id, 'record', 'backup'), `load ${id} through the host`] as const;
  const loaded = await tried(hit, () => host.load(id));
  if (loaded === null) return;
  assert.equal(loaded.state, 'loaded');
  // The turn whose host is gone may have been ended meanwhile.
  if (id !== orphan.sessionId) assert.deepEqual(loaded.turns, turns);
  for (const turn of turns) {
    const status = await tried(hit, () => host.status(id, turn.streamId));
    if (status?.state !== 'restored') continue;
    if (id !== orphan.sessionId) assert.deepEqual(status.turn, turn);
  }
}

/** A reader from the beginning sees all that is kept, or is cut. */
async function judgeStream(host: Host, { model, damages }: Case, name: string): Promise<void> {
  const [sessionId = '', streamId = ''] = name.split('.');
  const { head, frames } = model.journals.get(name) ?? {};
  assert.ok(head !== undefined && frames !== undefined);
  const isHit = damages.hit(name, 'journal') || Number.isFinite(damages.firstFrame(name, 0));
  const hit = [isHit, `open ${name}`] as const;
  const opened = await tried(hit, () => host.open(sessionId, streamId, 0));
  if (opened === null) return;
  if (head.firstSeq > 1) return assert.equal(opened.state, 'gone');
  assert.equal(opened.state, 'open');
  if (opened.state !== 'open') return;
  const seen = await framesIn(opened.body, head.lastSeq, hit);
  assert.deepEqual(seen.slice(0, head.lastSeq), frames.slice(0, seen.length), name);
  assert.ok(isHit || seen.length === frames.length, `${name} ended early`);
}

/** What comes until the end, a cut, or as many as there are. */
async function framesIn(body: ReadableStream<Uint8Array>, count: number, [isHit, what]: Hit) {
  const frames: Frame[] = [];
  const ignore = (): void => undefined;
  const { push } = createDecoder({
    frame: (_streamId, seq, kind, data) => void frames.push({ seq, kind, data }),
    malformed: (why) => assert.fail(`${what}: ${why}`),
    reset: () => assert.fail(`${what}: its cursor was refused`),
    streamEnd: ignore,
    heartbeat: ignore,
    unknown: ignore,
  });
  const reader = body.getReader();
  try {
    while (frames.length < count) {
      const { done, value } = await reader.read();
      if (done) break;
      push(value);
    }
    await reader.cancel();
  } catch (error) {
    assert.ok(isHit && isCode(error, 'gone'), `${what}: ${String(error)}`);
  }
  return frames;
}

/** It is run and kept beside all that was there, or nothing is changed. No session is stuck. */
async function judgeNewTurn(host: Host, { store, model, damages }: Case, id: string) {
  const isHit = damages.hit(id, 'record', 'backup', 'summary', 'lock');
  const isFenceHit = id === orphan.sessionId && damages.hit(orphan.journal, 'journal');
  const hit = [isHit || isFenceHit, `start in ${id}`] as const;
  const start = () => tried(hit, () => host.start(id, 'new', 'go on?'));
  let started = await start();
  // The turn whose host is gone is ended first.
  await until(async () => {
    if (hit[0] || started?.answer.state === 'started') return true;
    started = await start();
    return false;
  });
  const record = await tried(hit, () => store.load(id));
  if (started?.answer.state !== 'started' || record === null) return;
  const kept = record.turns.map(({ streamId }) => streamId);
  const before = model.records.get(id)?.turns.map(({ streamId }) => streamId) ?? [];
  assert.deepEqual(kept, [...before, 'new'], `turns of ${id}`);
}
