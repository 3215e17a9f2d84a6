/** The part of `npm run mutants` about the known races: what it says of one, and of none. */
import { expect, test } from 'vitest';
import { racesPart } from './races.ts';

async function said(only: string) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const { ok, data } = await racesPart({ only, write: false, say, progress: () => undefined });
  return { ok, races: data.races, text: lines.join('\n') };
}

test('one race is told whole: its promise, its story, and its way in text and drawn', async () => {
  const { ok, races, text } = await said('A6');
  expect({ ok, races }).toEqual({ ok: true, races: { killed: 1, total: 1, unsayable: [] } });
  expect(text).toMatch(/^A6 +O5 +\d+ +2 .*a: a stop is passed on$/m);
  expect(text).toContain('The stop was remembered and never sent');
  expect(text).toMatch(/tab a +its person stops the turn/);
  expect(text).toContain('sequenceDiagram');
});

test('one that can not be said is told with its reason', async () => {
  const { ok, races } = await said('B11');
  expect(ok).toBe(true);
  expect(races).toMatchObject({ killed: 0, total: 1, unsayable: [{ id: 'B11' }] });
});

test('one that nobody knows is an error', async () => {
  await expect(said('Z9')).rejects.toThrow("there is no race 'Z9'");
});
