/** What the clock of a host keeps its process for, and what it does not. */
import { expect, test } from 'vitest';
import { hostClock } from './clock-host.ts';

/** Timers that the process would wait for. */
const awaited = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a process ends although something is to be done idly, and not while it is waited for', () => {
  const before = awaited();
  const cancel = hostClock.idly?.(60_000, () => undefined);
  expect(awaited()).toBe(before);
  cancel?.();
  const disarm = hostClock.after(60_000, () => undefined);
  expect(awaited()).toBe(before + 1);
  disarm();
});

test('what is to be done idly is done, unless it is called off', async () => {
  const done: string[] = [];
  hostClock.idly?.(1, () => done.push('called off'))();
  await new Promise<void>((resolve) => {
    hostClock.idly?.(1, () => done.push('done'));
    hostClock.after(20, resolve);
  });
  expect(done).toEqual(['done']);
});
