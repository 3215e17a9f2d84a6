/**
 * `npm run check`: walks every reachable world of the suite, says of each promise whether it holds
 * and how often the occasion for it was seen, and of each machine what the worlds took of it.
 *
 * Counts are pinned in properties/world/suite-expected.ts. It writes nothing.
 */
import { models } from '../machines/index.ts';
import { type Unreachable, unreachable } from '../properties/check/unreachable.ts';
import type { Walked } from '../properties/check/walked.ts';
import { isOccasion, type PromiseReport, promisesOf } from '../properties/check/walked.ts';
import { walksOf } from '../properties/check/walks.ts';
import { type Coverage, coverageOf } from '../properties/mutants/coverage.ts';
import { suite } from '../properties/world/suite.ts';
import { deepSuite } from '../properties/world/suite-deep.ts';
import { expectedWorlds } from '../properties/world/suite-expected.ts';
import type { World } from '../properties/world/world.ts';
import { CommandError, command, launch } from './command.ts';

/** What a walk takes, roughly: hosts whose accesses to the store are apart have larger states. */
function weightOf({ name, split = false }: World): number {
  return (expectedWorlds[name]?.[1] ?? 0) * (split ? 20 : 1);
}

function lineOf({ name, states, transitions, depth, seconds, bytesPerState }: Walked): string {
  return [
    name.padEnd(24),
    String(states).padStart(9),
    String(transitions).padStart(11),
    String(depth).padStart(6),
    String(Math.round(states / seconds)).padStart(9),
    String(bytesPerState).padStart(6),
    seconds.toFixed(1).padStart(8),
  ].join(' ');
}

/** What is wrong with a walk, each in words. Larger worlds have no pinned counts. */
function problemsOf(
  { name, states, transitions, depth, judged }: Walked,
  isPinned: boolean,
): readonly string[] {
  const broken = judged.filter(({ kind, holds }) => holds !== true && !isOccasion(kind));
  const counts = JSON.stringify([states, transitions, depth]);
  const pinned = JSON.stringify(expectedWorlds[name]);
  return [
    ...broken.map(({ id, name: claim, story }) => `${name}: ${id} is broken: ${claim}\n${story}`),
    ...(counts === pinned || !isPinned
      ? []
      : [
          `${name}: the counts are ${counts}, pinned are ${pinned}: ` +
            'if the change is meant, change properties/world/suite-expected.ts',
        ]),
  ];
}

/** What is wrong with the suite as a whole: it leaves something out, or says so wrongly. */
function gapsOf(promises: readonly PromiseReport[], { missing }: Coverage): string[] {
  const listed = unreachable.map(({ what }) => what);
  return [
    ...promises.flatMap(({ id, unseen }) => unseen.map((one) => `${id}: never seen: ${one}`)),
    ...missing
      .filter((one) => !listed.includes(one))
      .map(
        (one) => `no world takes ${one}: add one, or list it in properties/check/unreachable.ts`,
      ),
    ...listed
      .filter((one) => !missing.includes(one))
      .map((one) => `${one} is listed in properties/check/unreachable.ts, and was reached`),
  ];
}

function coverageLines({ machines }: Coverage): readonly string[] {
  return [
    'machine       transitions      states  steps, each also taken by XState',
    ...machines.map(({ machine, transitions, states, steps }) =>
      [
        machine.padEnd(13),
        transitions.join(' of ').padStart(11),
        states.join(' of ').padStart(11),
        String(steps).padStart(6),
      ].join(' '),
    ),
  ];
}

function promiseLines(promises: readonly PromiseReport[]): readonly string[] {
  return [
    'promise  holds  worlds  seen',
    ...promises.map(({ id, holds, worlds, sometimes }) =>
      [
        id.padEnd(8),
        (holds ? 'yes' : 'NO').padEnd(5),
        String(worlds).padStart(7),
        ` ${sometimes}`,
      ].join(' '),
    ),
  ];
}

/** JSON has no infinity. */
function budgetsOf({ budgets }: World): Readonly<Record<string, number | 'endless'>> {
  const entries = Object.entries(budgets);
  return Object.fromEntries(
    entries.map(([fault, count]) => [fault, Number.isFinite(count) ? count : 'endless']),
  );
}

function rowOf(world: World, walk: Walked) {
  const { name, states, transitions, depth, seconds, bytesPerState, peakMb } = walk;
  const statesPerSecond = Math.round(states / seconds);
  const counts = { states, transitions, depth, statesPerSecond, bytesPerState, peakMb };
  return { name, budgets: budgetsOf(world), ...counts, seconds: Math.round(seconds * 10) / 10 };
}

function dataOf(
  worlds: readonly World[],
  walks: readonly Walked[],
  promises: readonly PromiseReport[],
  coverage: Coverage,
) {
  const reasons: readonly Unreachable[] = unreachable;
  return {
    worlds: worlds.flatMap((world) =>
      walks.filter(({ name }) => name === world.name).map((walk) => rowOf(world, walk)),
    ),
    promises,
    coverage: {
      transitions: coverage.transitions,
      states: coverage.states,
      unreachable: coverage.missing.map((what) => ({
        what,
        why: reasons.find((one) => one.what === what)?.why ?? null,
      })),
    },
  };
}

/** The threads that walk: as many as the suite is made to fit on. */
const threads = 2;

/** The most memory that the suite may take: of the whole process, so of both threads together. */
const peakMbMax = 2_048;

function peakMbOfProcess(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}

export const check = command({
  name: 'check',
  purpose: 'Walks every reachable world of the suite, and judges every promise.',
  options: {
    world: { type: 'string', value: 'NAME', help: 'only this world' },
    deep: { type: 'boolean', help: 'larger worlds, and two tabs that are alike as one (minutes)' },
  },
  notes: ['Smaller ones of these walks run in npm test. It writes nothing.'],
  async run({ options, say, progress }) {
    const { deep } = options;
    const worlds = deep ? deepSuite : suite;
    const chosen = worlds.filter(({ name }) => (options.world ?? name) === name);
    if (chosen.length === 0) {
      const names = worlds.map(({ name }) => name).join(', ');
      throw new CommandError(`there is no world '${options.world}'; there are ${names}`);
    }
    say('world                       states transitions  depth  states/s  bytes  seconds');
    const problems: string[] = [];
    const walks = await walksOf(chosen, weightOf, {
      threads,
      symmetric: deep,
      progress,
      walked: (walk) => {
        say(lineOf(walk));
        for (const problem of problemsOf(walk, !deep)) {
          problems.push(problem);
          say(`  ${problem}`);
        }
      },
    });
    const coverage = coverageOf(
      models,
      walks.map(({ recording }) => recording),
    );
    const promises = promisesOf(walks);
    const gaps = options.world === undefined && !deep ? gapsOf(promises, coverage) : [];
    for (const line of ['', ...promiseLines(promises), '', ...coverageLines(coverage)]) say(line);
    const peakMb = peakMbOfProcess();
    say('');
    say(`peak memory: ${peakMb} MB, all threads together`);
    if (!deep && peakMb > peakMbMax) gaps.push(`the suite took more than ${peakMbMax} MB`);
    for (const gap of gaps) say(`  ${gap}`);
    problems.push(...gaps);
    const data = { ...dataOf(chosen, walks, promises, coverage), peakMb, problems };
    return { ok: problems.length === 0, data };
  },
});

await launch(import.meta.url, check);
