/**
 * `npm run interleave`: random interleavings of the pure worlds, and how often each fault, state
 * and occasion was seen in them. A run that broke a promise is shrunk, and told with the command
 * that replays it.
 *
 * The same search runs in `npm test`, with fewer runs. It writes nothing.
 */
import { Bench, type Script } from '../properties/interleavings/run.ts';
import { type Found, search, storyText } from '../properties/interleavings/search.ts';
import { crowded, worlds } from '../properties/interleavings/worlds.ts';
import type { World } from '../properties/world/world.ts';
import { CommandError, command, launch } from './command.ts';

function chosenWorlds(name: string | undefined): readonly World[] {
  const chosen = worlds.filter((world) => (name ?? world.name) === world.name);
  if (chosen.length > 0) return chosen;
  const names = worlds.map((world) => world.name).join(', ');
  throw new CommandError(`there is no world ${name}; there are ${names}`);
}

function numberOf(text: string | undefined, what: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new CommandError(`--${what} takes a whole number above 0`);
}

function replay(world: World, text: string): Found {
  const script = JSON.parse(text) as Script;
  return { script, outcome: new Bench(crowded(world)).play(script, true) };
}

function counts(title: string, all: ReadonlyMap<string, number>): readonly string[] {
  const rows = [...all].toSorted(([, a], [, b]) => b - a);
  return [`  ${title}`, ...rows.map(([what, count]) => `${String(count).padStart(12)}  ${what}`)];
}

const interleave = command({
  name: 'interleave',
  purpose: 'Plays random interleavings of the pure worlds, and checks every promise in them.',
  options: {
    runs: { type: 'string', value: 'N', help: 'interleavings, all worlds together' },
    deep: { type: 'boolean', help: 'a million of them, unless --runs says otherwise' },
    seed: { type: 'string', value: 'S', default: '20261', help: 'where they come from' },
    world: { type: 'string', value: 'NAME', help: 'only this world' },
    script: { type: 'string', value: 'JSON', help: 'plays this one run, and tells its story' },
  },
  notes: ['Without --runs and --deep: 100000. A failure prints the --script that replays it.'],
  async run({ options, say, progress }) {
    const chosen = chosenWorlds(options.world);
    const [only] = chosen;
    if (options.script !== undefined) {
      if (only === undefined || options.world === undefined) {
        throw new CommandError('--script needs the --world that it is for');
      }
      const played = replay(only, options.script);
      say(storyText(only.name, played));
      const { broken, actions } = played.outcome;
      say(`${actions} actions, ${broken.length} promises broken`);
      return { ok: broken.length === 0, data: { actions, broken } };
    }
    const runs = numberOf(options.runs ?? (options.deep ? '1000000' : '100000'), 'runs');
    const seed = numberOf(options.seed, 'seed');
    const share = Math.ceil(runs / chosen.length);
    const searched = chosen.map((world) => {
      const result = search({
        system: crowded(world),
        seed,
        runs: share,
        progress: (done) => progress(`${world.name}: ${done} of ${share} interleavings`),
      });
      const average = (actions: number) => (actions / result.runs).toFixed(1);
      say(
        `${world.name}: ${result.runs} interleavings of ${average(result.actions)} actions from ` +
          `start to calm, ${average(result.own)} of them shared with no other`,
      );
      say(counts('faults', result.tally.faults).join('\n'));
      say(counts('states', result.tally.states).join('\n'));
      say(counts('occasions', result.tally.occasions).join('\n'));
      if (result.found !== null) say(storyText(world.name, result.found));
      return { world, result };
    });
    return {
      ok: searched.every(({ result }) => result.found === null),
      data: {
        seed,
        worlds: searched.map(({ world, result }) => ({
          name: world.name,
          runs: result.runs,
          actions: result.actions,
          own: result.own,
          found: result.found && {
            script: result.found.script,
            broken: result.found.outcome.broken,
          },
          faults: Object.fromEntries(result.tally.faults),
          states: Object.fromEntries(result.tally.states),
          occasions: Object.fromEntries(result.tally.occasions),
        })),
      },
    };
  },
});

await launch(import.meta.url, interleave);
