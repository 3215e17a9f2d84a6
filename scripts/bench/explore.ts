/**
 * `explore`: how many worlds the explorer walks in a second of one processor, beside rumur and a
 * lean spin on the same worlds: relays, of which each has a model by hand, and a refereed world, of
 * which each has what is exported. With nobody beside it, the largest world of the suite.
 *
 * Processor time of everything that runs, compilers of others left out. Ours asks the machines and
 * fills its tables, and has the compiler of its own language in it: each repetition begins with
 * nothing. Of an exported world the others have the tables already.
 */
import { type ExploreOptions, explore } from '../../properties/explorer/explore.ts';
import { type RelaySize, relaySystem } from '../../properties/explorer/relays.ts';
import type { System } from '../../properties/explorer/system.ts';
import { exportWorld } from '../../properties/referees/exported/export.ts';
import { exportLiveness } from '../../properties/referees/exported/liveness.ts';
import { twoTabs } from '../../properties/referees/exported/worlds.ts';
import { suite } from '../../properties/world/suite.ts';
import { expectedWorlds } from '../../properties/world/suite-expected.ts';
import { systemOf, type World } from '../../properties/world/world.ts';
import type { Benchmark } from './benchmark.ts';
import { checksumOf, rumur, spin, type Walked } from './engines.ts';
import type { Comparison, Contestant } from './harness.ts';
import { murphiRelays, promelaRelays } from './relay-models.ts';

/** 117,649 worlds, each with nine ways on. */
const size: RelaySize = { relays: 3, items: 2, room: 2 };

export const exploreBenchmark: Benchmark = {
  name: 'explore',
  figures: [
    { key: 'spin', contestant: 'spin', limit: 1 },
    { key: 'rumur', contestant: 'rumur', limit: 1 },
  ],
  // A repetition takes seconds, so few of them say enough; those before the rounds have warmed up.
  effort: { rounds: 3, warmUpRounds: 0, roundMsMin: 0 },
  comparisons: async () => [
    largestWorld(),
    relayComparison(size),
    await refereedComparison(twoTabs),
  ],
};

function workName({ relays, items, room }: RelaySize): string {
  return `${relays} relays, ${items} items, room for ${room}`;
}

export function relayComparison(relaySize: RelaySize): Comparison {
  const system = relaySystem(relaySize);
  const { states } = explore(system);
  return {
    name: workName(relaySize),
    operations: states,
    ours: explorer(system),
    others: [spin(promelaRelays(relaySize)), rumur(murphiRelays(relaySize))],
  };
}

export async function refereedComparison(world: World): Promise<Comparison> {
  // The others are told of no promise, so they are looked at by nobody.
  const system = { ...systemOf(world), properties: [] };
  const { model, states } = await exportWorld(world);
  return {
    name: `refereed '${world.name}'`,
    operations: states,
    ours: explorer(system),
    others: [spin(exportLiveness(system).printed), rumur(model)],
  };
}

/** The one with the most worlds. What it is, `npm run check` says. */
function largestWorld(): Comparison {
  const statesOf = (name: string) => expectedWorlds[name]?.[0] ?? 0;
  const world = suite.reduce((a, b) => (statesOf(a.name) < statesOf(b.name) ? b : a));
  return {
    name: `world '${world.name}'`,
    operations: statesOf(world.name),
    ours: explorer(systemOf(world), { all: true }),
    others: [],
  };
}

function explorer(system: System, options: ExploreOptions = {}): Contestant {
  return {
    name: 'explorer',
    prepare: (times) => () => {
      const before = process.cpuUsage();
      let checksum = 0;
      for (let left = times; left > 0; left -= 1) {
        const { states, transitions }: Walked = explore(system, options);
        checksum += checksumOf({ states, transitions });
      }
      const { user, system: kernel } = process.cpuUsage(before);
      return { checksum, ms: (user + kernel) / 1000 };
    },
  };
}
