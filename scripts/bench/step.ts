/**
 * `step`: what it costs to decide one event. The generated attachment against the same machine as a
 * running XState actor, and against the same machine written by hand.
 *
 * Two pieces of work: the frame path, which is nearly every event of a chat, and a mixed walk. The
 * figure of a contestant is the lower of the two. Before anything is timed the contestants walk
 * side by side, and every effect and every standing has to be equal.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { type Done, type Driver, generatedDriver, handDriver, xstateDriver } from './drivers.ts';
import { type Comparison, type Contestant, WrongResult } from './harness.ts';
import { framePath, mixedWalk, type Signal } from './walks.ts';

const framesPerRun = 1_000;

export const stepBenchmark: Benchmark = {
  name: 'step',
  figures: [
    { key: 'xstateActor', contestant: xstateDriver.name, limit: 40 },
    { key: 'handWritten', contestant: handDriver.name, limit: 1 / 1.8 },
  ],
  comparisons() {
    const frames = framePath(framesPerRun);
    const [opened, ...tokens] = frames;
    const mixed = mixedWalk();
    for (const driver of [handDriver, xstateDriver]) {
      demandSame(driver, frames);
      demandSame(driver, mixed);
    }
    return [
      comparison('frame path', opened === undefined ? [] : [opened], tokens),
      comparison('mixed walk', [], mixed),
    ];
  },
};

function comparison(
  name: string,
  before: readonly Signal[],
  signals: readonly Signal[],
): Comparison {
  const [ours, ...others] = [generatedDriver, handDriver, xstateDriver].map((driver) =>
    contestant(driver, before, signals),
  );
  if (ours === undefined) throw new Error('nobody to compare');
  return { name, operations: signals.length, ours, others };
}

/** `before` brings an attachment to where the work begins, and is not timed; nor is its start. */
function contestant(
  driver: Driver,
  before: readonly Signal[],
  signals: readonly Signal[],
): Contestant {
  const first = driver.translate(before);
  const timed = driver.translate(signals);
  return {
    name: driver.name,
    prepare(times) {
      let performed = 0;
      const perform = (done: Done) => {
        performed += done.type === 'render' ? done.frame.seq : done.type.length;
      };
      const all = Array.from({ length: times }, () => driver.begin(perform));
      for (const running of all) running.send(first);
      performed = 0;
      return () => {
        for (const running of all) running.send(timed);
        return all.reduce((sum, running) => sum + running.standing().context.cursor, performed);
      };
    },
  };
}

/** Signal by signal: the same effects with the same payloads, the same value and context. */
export function demandSame(driver: Driver, signals: readonly Signal[]): void {
  const mine: Done[] = [];
  const theirs: Done[] = [];
  const ours = generatedDriver.begin((done) => mine.push(done));
  const other = driver.begin((done) => theirs.push(done));
  const translated = driver.translate(signals);
  for (const [index, signal] of signals.entries()) {
    ours.send([signal]);
    other.send(translated.slice(index, index + 1));
    const expected = driver === xstateDriver ? asXState(mine) : mine;
    if (
      !isDeepStrictEqual(expected, theirs) ||
      !isDeepStrictEqual(ours.standing(), other.standing())
    ) {
      const said = JSON.stringify({ signal, ours: ours.standing(), theirs: other.standing() });
      const done = JSON.stringify({ ours: expected, theirs });
      throw new WrongResult(`${driver.name} differs after signal ${index}: ${said} ${done}`);
    }
    mine.length = 0;
    theirs.length = 0;
  }
}

/** Of its timers XState only shows that there was one, after the effects of the same event. */
function asXState(done: readonly Done[]): readonly Done[] {
  const timers = done.filter(isTimer).map(({ type }) => ({ type }));
  return [...done.filter((one) => !isTimer(one)), ...timers];
}

function isTimer(done: Done): done is Extract<Done, { type: 'arm' | 'disarm' }> {
  return done.type === 'arm' || done.type === 'disarm';
}
