/** What a host, its handler, its server and its store can not be made of is said at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { HoldfastError } from '../core/errors.ts';
import { createHost } from './host.ts';
import { createHandler } from './http.ts';
import { allowAll } from './http-gate.ts';
import { hostLimits, limitsOf } from './limits.ts';
import { serve } from './node.ts';
import type { Producer } from './producer.ts';
import { createLmdbStore } from './stores/lmdb.ts';
import { createMemoryStore } from './stores/memory.ts';

const producer: Producer = async function* () {
  yield { kind: 'text', data: 'a' };
};
const store = createMemoryStore();
const host = createHost({ producer, store });
const authorize = allowAll();

/** As somebody calls it who has no types. */
type Untyped = (...args: readonly unknown[]) => unknown;
const makeHost = createHost as Untyped;
const makeHandler = createHandler as Untyped;
const makeStore = createLmdbStore as Untyped;

const thrownBy = (run: () => unknown): HoldfastError => {
  try {
    run();
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a misuse', () => {
  const limited = (limits: unknown) => () => makeHost({ producer, store, limits });
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['no options of a host', () => makeHost(), /needs a producer/],
    ['no producer', () => makeHost({ store }), /needs a producer/],
    ['a store that is none', () => makeHost({ producer, store: {} }), /store is none/],
    ['a promise of a store', () => makeHost({ producer, store: Promise.resolve() }), /awaited/],
    ['no host', () => makeHandler(undefined, { authorize }), /needs a host/],
    ['no options of a handler', () => makeHandler(host), /needs `authorize`/],
    ['no path', () => makeStore({}), /needs a path/],
    ['no options of a store', () => makeStore(), /needs a path/],
    ['limits that are none', limited(5), /limits has to be an object/],
    ['a limit that is none', limited({ turnMax: 3 }), /limits.turnMax is no limit/],
    ['a text', limited({ turnsMax: '3' }), /limits.turnsMax has to be a number/],
    ['NaN', limited({ retainMs: Number.NaN }), /limits.retainMs has to be a number/],
    ['less than nothing', limited({ turnsMax: -1 }), /limits.turnsMax .* 0 at least, and is -1/],
    [
      'a producer that may do nothing',
      limited({ ahead: { frames: 0 } }),
      /limits.ahead.frames .*1/,
    ],
    ['a batch that is none', limited({ batch: 7 }), /limits.batch has to be an object/],
    [
      'a limit of another',
      () => makeHandler(host, { authorize, limits: { turnsMax: 1 } }),
      /limits.turnsMax is no limit/,
    ],
  ];
  test.each(cases)('%s', (_name, run, said) => {
    const error = thrownBy(run);
    expect(error.code).toBe('misuse');
    expect(error.message).toMatch(said);
  });

  test('a server without a handler, and with a limit that is none', async () => {
    const serveAny = serve as Untyped;
    for (const [handler, limits] of [
      [undefined, {}],
      [() => undefined, { idleMsMax: 'long' }],
    ]) {
      await expect(serveAny(handler, { limits })).rejects.toMatchObject({ code: 'misuse' });
    }
  });
});

test('a limit that is undefined is the default, and so is what a batch leaves out', () => {
  const given = { turnsMax: undefined, ahead: { frames: 9 }, retainMs: Number.POSITIVE_INFINITY };
  expect(limitsOf(hostLimits, given)).toEqual({
    ...hostLimits,
    ahead: { ...hostLimits.ahead, frames: 9 },
    retainMs: Number.POSITIVE_INFINITY,
  });
  expect(limitsOf(hostLimits)).toEqual(hostLimits);
});

describe('a folder that can not be one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-options-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => vi.unstubAllEnvs());

  test('is named, and so is what names another', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'a text');
    for (const path of [file, join(file, 'below')]) {
      const error = thrownBy(() => createLmdbStore({ path }));
      expect(error.code).toBe('store_failed');
      expect(error.message).toContain(path);
      vi.stubEnv('HOLDFAST_DATA', path);
      const ofHost = thrownBy(() => createHost({ producer }));
      expect(ofHost.message).toBe(`${error.message}; HOLDFAST_DATA names another folder`);
    }
  });
});
