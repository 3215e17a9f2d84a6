/**
 * What is kept is damaged below the store, at random: bits flip, ends are cut, values lie where
 * others belong. Whoever asks hears what was kept, or that it is damaged; nothing that is whole is
 * in trouble, and nothing that is damaged is written over.
 */
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { isCode } from '../../../runtime/core/errors.ts';
import { startRedis } from '../../../scripts/redis-server.ts';
import { makeQuickFolder } from '../quick-folder.ts';
import { type Below, lmdbBelow, type Values } from './below.ts';
import { redisBelow } from './below-redis.ts';
import { type Damage, Damages, damaged, damages } from './damages.ts';
import { fill, type Model } from './filling.ts';
import { judgeHost } from './host-jury.ts';
import { judgeReads, judgeWrites } from './store-jury.ts';

const seed = Number(process.env['SEED'] ?? 1);
const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const runs = { LMDB: isDeep ? 20_000 : 300, Redis: isDeep ? 10_000 : 200 } as const;

/** No answer is waited for longer: a case takes some 50 ms. */
const caseMsMax = 30_000;

interface Ground {
  readonly below: Below;
  readonly model: Model;
  readonly values: Values;
}

async function prepared(below: Below): Promise<Ground> {
  const store = await below.open(() => undefined);
  const model = await fill(store);
  await store.close();
  return { below, model, values: await below.values() };
}

/** A store over what is left, after it looked at all of it; and what it had to say. */
async function opened(below: Below) {
  const reported: unknown[] = [];
  const first = await below.open((error) => void reported.push(error));
  await first.close();
  return { store: await below.open(() => undefined), reported };
}

/** Each session with something damaged is reported, each thing once, and nothing else is. */
function judgeReports(reported: readonly unknown[], found: Damages): void {
  const said = reported.map((error) => {
    assert.ok(isCode(error, 'damaged'), `reported: ${String(error)}`);
    return String(error);
  });
  assert.deepEqual(said.length, new Set(said).size, `reported twice: ${said.join('; ')}`);
  for (const name of found.names('record', 'backup', 'summary')) {
    assert.ok(
      said.some((one) => one.includes(name)),
      `${name} is not reported`,
    );
  }
  assert.ok(said.length <= found.addresses.length, `too much is reported: ${said.join('; ')}`);
}

/** Everything is asked of the store itself, or people ask a host over it. */
type Way = 'store' | 'host';

async function judgeCase({ below, model, values }: Ground, way: Way, plan: readonly Damage[]) {
  const left = damaged(below, values, plan);
  const found = new Damages(below, values, left);
  await below.put(left);
  const { store, reported } = await opened(below);
  try {
    judgeReports(reported, found);
    const one = { store, model, damages: found };
    if (way === 'host') await judgeHost(one);
    else await judgeReads(one).then(() => judgeWrites(one));
  } finally {
    await store.close();
  }
  const after = await below.values();
  for (const address of found.addresses) {
    const { of } = below.spotOf(address);
    const now = after.get(address);
    const isKept = now !== undefined && left.get(address)?.equals(now) === true;
    // A summary is made anew of its record, and what is dropped goes whatever it is.
    const isOfJournal = of === 'frame' || of === 'prompt' || of === 'closed';
    const isDropped = isOfJournal && now === undefined;
    const mayChange = of === 'summary' || of === 'other' || isDropped;
    assert.ok(isKept || mayChange, `${address} was damaged, and was written over`);
  }
}

function holdsFor(name: keyof typeof runs, make: () => Promise<Ground>): void {
  test(`${name} serves what was kept or says what is damaged (SEED=${seed})`, async () => {
    const ground = await make();
    const way = fc.constantFrom<Way>('store', 'host');
    const cases = fc.asyncProperty(way, damages, (...one) => judgeCase(ground, ...one));
    try {
      await fc.assert(cases, { numRuns: runs[name], seed, timeout: caseMsMax });
    } finally {
      await ground.below.close();
    }
  });
}

const quick = makeQuickFolder();
const server = startRedis({ appendonly: 'no' });
afterAll(async () => {
  quick.remove();
  await (await server).close();
});

holdsFor('LMDB', async () => prepared(lmdbBelow(join(quick.path, 'damaged'))));
holdsFor('Redis', async () => prepared(await redisBelow((await server).url)));
