/**
 * What several processes have written down is one trace, in the order in which it was written.
 */
import { expect, test } from 'vitest';
import { merged } from './session-traces.ts';

const line = (atNs: string, actor: string, seq: number) =>
  `${atNs} ${JSON.stringify({ actor, seq, event: {}, sendId: null, recvId: null })}\n`;

test('lines of several processes are put in the order of their times', () => {
  const one = line('9007199254740993', 'one', 1) + line('9007199254740995', 'one', 2);
  const other = line('9007199254740992', 'other', 1) + line('9007199254740994', 'other', 2);
  const order = merged([one, other]).map(({ actor, seq }) => `${actor} ${seq}`);
  expect(order).toEqual(['other 1', 'one 1', 'other 2', 'one 2']);
});

test('half a line at the end of a process that was killed is left out', () => {
  const [record, ...others] = merged([`${line('1', 'one', 1)}2 {"actor":"one","se`]);
  expect(record).toMatchObject({ actor: 'one', seq: 1 });
  expect(others).toEqual([]);
  expect(merged(['', '12'])).toEqual([]);
});
