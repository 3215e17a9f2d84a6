/**
 * The clauses of the machines' contracts, for `docs/promises.md`: which promise each is a part of,
 * and how many mutants it was the first to find out.
 *
 * It must never know a clause.
 */
import { contracts } from '../../properties/contracts/index.ts';
import { committed } from '../../properties/mutants/hunted.ts';

/** The part of a promise's chapter that is about contracts; empty when no clause is of it. */
export function clausesOf(id: string): readonly string[] {
  const rows = contracts.flatMap(({ machine, clauses }) =>
    clauses
      .filter((clause) => clause.id === id)
      .map(({ says }) => `| ${machine} | ${says} | ${killsOf(`${id} ${machine}: ${says}`)} |`),
  );
  if (rows.length === 0) return [];
  return [
    'Clauses of contracts, kept by each machine alone, whatever comes (`properties/contracts`):',
    '',
    '| machine | clause | mutants |',
    '| --- | --- | --: |',
    ...rows,
    '',
  ];
}

function killsOf(clause: string): number {
  return committed.filter(({ what }) => what === clause).length;
}
