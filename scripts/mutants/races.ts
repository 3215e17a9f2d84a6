/**
 * The part of `npm run mutants` that is about the known races: a line for each, or the story of
 * one.
 *
 * What differs from what is committed is told as a problem, unless it is to be written. It knows no
 * race.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mermaid, plainText } from '../../properties/explorer/diagram.ts';
import { huntRaces, type RaceFound } from '../../properties/mutants/races/hunt.ts';
import { races, unsayable } from '../../properties/mutants/races/index.ts';
import { committedKills, type Kill, killOf, textOf } from '../../properties/mutants/races/kills.ts';
import { projectRoot } from '../child-process.ts';
import { CommandError } from '../command.ts';

interface Options {
  readonly only: string | undefined;
  readonly write: boolean;
  readonly say: (line: string) => void;
  readonly progress: (doing: string) => void;
}

export async function racesPart({ only, write, say, progress }: Options) {
  const isMeant = ({ id }: { readonly id: string }) => (only ?? id) === id;
  const chosen = races.filter(isMeant);
  const unsaid = unsayable.filter(isMeant);
  const total = chosen.length + unsaid.length;
  if (total === 0) throw new CommandError(`there is no race '${only}'`);
  say('race  promise   states  steps  seconds  what is broken');
  let done = 0;
  const found = await huntRaces(chosen, (one) => {
    done += 1;
    progress(`${done} of ${chosen.length} races`);
    say(lineOf(one));
    if (only !== undefined) tell(one, say);
  });
  const kills = found.flatMap((one) => killOf(one) ?? []);
  const problems = found.flatMap((one) => problemsOf(one, write));
  for (const problem of problems) say(problem);
  if (write) save(kills);
  for (const { id, why } of unsaid) say(`${id.padEnd(5)} can't be said: ${why}`);
  say(`${kills.length} of ${total} races are killed, ${unsaid.length} can't be said`);
  const told = unsaid.map(({ id, why, test }) => ({ id, why, test }));
  return {
    ok: problems.length === 0,
    data: { races: { killed: kills.length, total, unsayable: told }, problems },
  };
}

function lineOf({ race, broken, states, seconds }: RaceFound): string {
  const head = [race.id.padEnd(5), (broken?.promise ?? '-').padEnd(7), String(states).padStart(8)];
  const steps = String(broken?.steps ?? '-').padStart(6);
  const claim = broken?.claim ?? `SURVIVES in '${race.world}'`;
  return [...head, steps, seconds.toFixed(1).padStart(8), ` ${claim}`].join(' ');
}

function tell({ race, broken }: RaceFound, say: Options['say']): void {
  say(`\n${race.title}\n`);
  for (const sentence of race.story) say(sentence);
  say(`The rule: ${race.rule.says} (${race.rule.file}).\n`);
  if (broken === null) return;
  say(plainText(broken.story));
  say(mermaid(broken.story));
}

function problemsOf(found: RaceFound, write: boolean): readonly string[] {
  const { id } = found.race;
  const kill = killOf(found);
  if (kill === null) return [`${id} is not found out by any of its promises`];
  const known = committedKills.find((one) => one.id === id);
  if (write || (known !== undefined && textOf([known]) === textOf([kill]))) return [];
  return [`${id}: kills.json says something else; if that is meant, write it with --write`];
}

/** What was not hunted this time stays as it is, and what is no race any more goes. */
function save(fresh: readonly Kill[]): void {
  const all = races.flatMap(({ id }) => {
    const kill = [...fresh, ...committedKills].find((one) => one.id === id);
    return kill ?? [];
  });
  writeFileSync(join(projectRoot, 'properties/mutants/races/kills.json'), textOf(all));
}
