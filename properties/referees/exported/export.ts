/**
 * A world for a referee: explored by us for its tables and its counts, then printed as a Murphi
 * model of the machines' tables and of what is written by hand around them.
 *
 * It must never know what an engine makes of it.
 */
import { explore } from '../../explorer/explore.ts';
import type { World } from '../../world/world.ts';
import { systemOf } from '../../world/world.ts';
import { printMurphi } from '../murphi.ts';
import { type ExportedActor, exportTables } from './actor-tables.ts';
import { surroundings } from './surroundings.ts';

/** The most posts of one action in any world. */
const postsMax = 60;

export interface Exported {
  /** In Murphi. */
  readonly model: string;
  /** What the explorer counts. */
  readonly states: number;
  readonly transitions: number;
}

/** `change`: breaks the tables, for who wants to see that it is noticed. */
export async function exportWorld(
  world: World,
  change: (actors: readonly ExportedActor[]) => readonly ExportedActor[] = (actors) => actors,
): Promise<Exported> {
  // What is claimed is judged elsewhere: here the worlds count.
  const report = explore({ ...systemOf(world), properties: [] });
  const { tables, written } = await surroundings(world, change(exportTables(report.tables)));
  const model = printMurphi({ name: world.name, tables, written, postsMax });
  return { model, states: report.states, transitions: report.transitions };
}
