/**
 * Rumur and spin say of an exported world what the explorer says, and notice a table that is not
 * ours. The smallest world; `npm run referee` runs them all.
 */
import { describe, expect, test } from 'vitest';
import { needTool } from '../../../scripts/setup-debian.ts';
import type { ExportedActor } from './actor-tables.ts';
import { exportWorld } from './export.ts';
import { brokenSystem, countWithSpin, judge, livenessRows } from './liveness.ts';
import { judgeExported } from './rows.ts';
import { calm } from './worlds.ts';

const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };
const counts = { states: 565, transitions: 1_613 };

/** The host's first step that goes somewhere stays where it is. */
function broken(actors: readonly ExportedActor[]): readonly ExportedActor[] {
  return actors.map((actor) => {
    if (actor.name !== 'host') return actor;
    const at = actor.entries.findIndex(
      ({ state, reaction }) => reaction !== null && reaction.next !== state,
    );
    const entries = actor.entries.map((entry, place) =>
      place !== at || entry.reaction === null
        ? entry
        : { ...entry, reaction: { ...entry.reaction, next: entry.state } },
    );
    return { ...actor, entries };
  });
}

describe('rumur, with what surrounds the machines written by hand,', { timeout: 300_000 }, () => {
  test('counts the states and transitions that the explorer counts', async () => {
    const ruling = await judgeExported(await exportWorld(calm), tools);
    expect(ruling).toMatchObject({ agrees: true, ...counts });
  });

  test('disagrees when one entry of a table is wrong', async () => {
    const exported = await exportWorld(calm, broken);
    const ruling = await judgeExported(exported, tools);
    expect(exported).toMatchObject(counts);
    expect(ruling.agrees).toBe(false);
  });
});

describe('spin', { timeout: 300_000 }, () => {
  test('counts them, too', async () => {
    expect(await countWithSpin(calm, tools)).toMatchObject(counts);
  });

  test('finds that two claims fall without a rule, as we do, and others hold', async () => {
    const rulings = await judge(brokenSystem, tools);
    expect(rulings.every(({ agrees }) => agrees)).toBe(true);
    expect(rulings.filter(({ verdict }) => verdict === 'fails')).toHaveLength(2);
    expect(livenessRows).toHaveLength(rulings.length * 2);
  });
});
