/** Rumur counts what the explorer counts, and notices when a table is not ours. */
import { expect, test } from 'vitest';
import { needTool } from '../../../scripts/setup-debian.ts';
import type { ExportedActor } from './actor-tables.ts';
import { exportWorld } from './export.ts';
import { judgeExported } from './rows.ts';
import { calm } from './worlds.ts';

const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };

test('states and rule firings are the explorer’s', { timeout: 300_000 }, async () => {
  const ruling = await judgeExported(await exportWorld(calm), tools);
  expect(ruling).toMatchObject({ agrees: true, states: 4_332, transitions: 14_323 });
});

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

test('one entry of a table that is wrong is noticed', { timeout: 300_000 }, async () => {
  const exported = await exportWorld(calm, broken);
  const ruling = await judgeExported(exported, tools);
  expect(exported).toMatchObject({ states: 4_332, transitions: 14_323 });
  expect(ruling.agrees).toBe(false);
});
