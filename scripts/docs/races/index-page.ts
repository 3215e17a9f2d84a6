/**
 * `docs/races/README.md`: all known races, each with the promise that finds it out and the rule
 * that keeps it away; and those that this design has no words for.
 *
 * It must never know a race.
 */
import { races, unsayable } from '../../../properties/mutants/races/index.ts';
import type { Race } from '../../../properties/mutants/races/race.ts';
import { fileOf, killOf, linkTo, notice } from './race-page.ts';

export async function racesPage(): Promise<string> {
  const rows = await Promise.all(races.map(rowOf));
  return [
    notice,
    '',
    '# Races',
    '',
    'Orders of events that real chat clients and hosts got wrong. Each is told with the smallest',
    'break of a rule that lets it happen here, and with the shortest way to it: found by walking',
    'every reachable world, gone again through the real XState machines, and held by the tests.',
    'A: founding ones. B: ownership. C: duplicates and gaps. D: prompts. E: ends. F: the store.',
    '',
    '| race | what went wrong | found out by | the rule that prevents it |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '## Races that can not be said',
    '',
    'What these need is not there to be broken. Each has a test that tries to say it.',
    '',
    ...unsayable.flatMap(({ id, title, promise, why, test }) => [
      `- **${id}: ${title}** (${promise}). ${why} Tried in \`${test.split(': ')[0]}\`.`,
    ]),
    '',
  ].join('\n');
}

async function rowOf({ id, title, rule }: Race): Promise<string> {
  const { promise } = killOf(id);
  const link = await linkTo(rule);
  const cells = [
    `[${id}](${fileOf(id)})`,
    title,
    `[${promise}](../promises.md#${promise.toLowerCase()})`,
    `[${rule.says}](${link})`,
  ];
  return `| ${cells.join(' | ')} |`;
}
