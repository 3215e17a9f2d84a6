/**
 * `npm run check`: walks every reachable world of the suite, and says of each promise whether it
 * holds and how often the occasion for it was seen.
 *
 * Counts are pinned in properties/world/suite-expected.ts. It writes nothing.
 */
import process from 'node:process';
import { plainText } from '../properties/explorer/diagram.ts';
import { explore, type PropertyReport, type Report } from '../properties/explorer/explore.ts';
import { storyOf } from '../properties/world/story.ts';
import { suite } from '../properties/world/suite.ts';
import { expectedWorlds } from '../properties/world/suite-expected.ts';
import { systemOf, type World } from '../properties/world/world.ts';
import { CommandError, command, launch } from './command.ts';

interface WorldReport {
  readonly name: string;
  readonly budgets: World['budgets'];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly statesPerSecond: number;
  readonly bytesPerState: number;
  readonly peakMb: number;
  readonly seconds: number;
}

interface PromiseReport {
  readonly id: string;
  readonly kind: string;
  readonly worlds: number;
  readonly holds: boolean;
  readonly sometimes: number;
}

/** Both sides of a leads-to, and all that shows that a promise is not empty. */
function occasions({ property, seen, reached }: PropertyReport): number {
  if (property.kind === 'leadsTo') return reached ?? 0;
  return property.kind.startsWith('sometimes') ? seen : 0;
}

function promisesOf(reports: readonly Report[]): readonly PromiseReport[] {
  const ids = new Set(reports.flatMap((one) => one.properties.map(({ property }) => property.id)));
  return [...ids].toSorted().map((id) => {
    const mine = reports.map((one) => one.properties.filter(({ property }) => property.id === id));
    const all = mine.flat();
    const claims = all.filter(({ property }) => !property.kind.startsWith('sometimes'));
    const kinds = new Set(claims.map(({ property }) => property.kind));
    return {
      id,
      kind: [...kinds].toSorted().join(', '),
      worlds: mine.filter((one) => one.length > 0).length,
      holds: claims.every(({ holds }) => holds === true),
      sometimes: all.reduce((sum, one) => sum + occasions(one), 0),
    };
  });
}

function worldReport(world: World, report: Report): WorldReport {
  const { states, transitions, depth, seconds, memory } = report;
  return {
    name: world.name,
    budgets: world.budgets,
    states,
    transitions,
    depth,
    statesPerSecond: Math.round(states / seconds),
    bytesPerState: Math.round((memory.worldBytes + memory.edgeBytes) / states),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    seconds: Math.round(seconds * 10) / 10,
  };
}

function lineOf(one: WorldReport): string {
  return [
    one.name.padEnd(20),
    String(one.states).padStart(9),
    String(one.transitions).padStart(11),
    String(one.depth).padStart(6),
    String(one.statesPerSecond).padStart(9),
    String(one.bytesPerState).padStart(6),
    one.seconds.toFixed(1).padStart(8),
  ].join(' ');
}

/** What is wrong with a walk, each in words. */
function problemsOf(world: World, report: Report): readonly string[] {
  const broken = report.properties.filter(
    ({ property, holds }) => holds !== true && !property.kind.startsWith('sometimes'),
  );
  const pinned = expectedWorlds[world.name];
  const counts = [report.states, report.transitions, report.depth];
  return [
    ...broken.map(({ property, counterexample }) => {
      const story = counterexample === null ? '' : `\n${plainText(storyOf(counterexample))}`;
      return `${property.id} is broken: ${property.name}${story}`;
    }),
    ...(JSON.stringify(counts) === JSON.stringify(pinned)
      ? []
      : [
          `the counts are ${JSON.stringify(counts)}, pinned are ${JSON.stringify(pinned)}: ` +
            'if the change is meant, change properties/world/suite-expected.ts',
        ]),
  ];
}

export const check = command({
  name: 'check',
  purpose: 'Walks every reachable world of the suite, and judges every promise.',
  options: {
    world: { type: 'string', value: 'NAME', help: 'only this world' },
  },
  notes: ['Smaller ones of these walks run in npm test. It writes nothing.'],
  async run({ options, say, progress }) {
    const chosen = suite.filter(({ name }) => (options.world ?? name) === name);
    if (chosen.length === 0) {
      const names = suite.map(({ name }) => name).join(', ');
      throw new CommandError(`there is no world '${options.world}'; there are ${names}`);
    }
    say('world                   states transitions  depth  states/s  bytes  seconds');
    const walked: Report[] = [];
    const worlds: WorldReport[] = [];
    const problems: string[] = [];
    for (const world of chosen) {
      progress(`walking '${world.name}'`);
      const report = explore(systemOf(world), { all: true });
      const one = worldReport(world, report);
      walked.push(report);
      worlds.push(one);
      say(lineOf(one));
      for (const problem of problemsOf(world, report)) {
        problems.push(`${world.name}: ${problem}`);
        say(`  ${problem}`);
      }
    }
    const promises = promisesOf(walked);
    say('');
    say('promise  holds  worlds  seen');
    for (const { id, holds, worlds: count, sometimes } of promises) {
      const held = (holds ? 'yes' : 'NO').padEnd(5);
      say(`${id.padEnd(8)} ${held} ${String(count).padStart(7)}  ${sometimes}`);
    }
    return { ok: problems.length === 0, data: { worlds, promises, problems } };
  },
});

await launch(import.meta.url, check);
