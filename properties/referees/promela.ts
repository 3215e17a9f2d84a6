/**
 * Prints a system of tables as a Promela model with its claims `from leads to to`, under our
 * fairness: a class that can be taken for ever is taken again and again, and a run may come to
 * rest. Spin then has to give the explorer's verdict of each.
 *
 * The tables are arrays of C, and one action, tried on a copy, is one step: what is void or changes
 * nothing is none. A claim is an automaton that waits for the classes one after the other; as a
 * formula it would have 2 to the number of classes in states. Names have a prefix, for spin's C has
 * names of its own.
 */
import { type PromelaSystem, printCode } from './promela-code.ts';
import { checkTable } from './table.ts';

/** Two files, for spin takes no long piece of C into its own. */
export interface PromelaModel {
  readonly promela: string;
  /** Included as `model.h`. */
  readonly code: string;
}

/** What spin knows a claim by. */
export function claimName(at: number): string {
  return `q_claim${at}`;
}

export function printPromela(system: PromelaSystem): PromelaModel {
  const { name, tables, claims } = system;
  const messagesOf = new Map(tables.map((table) => [table.name, table.messages]));
  for (const table of tables) checkTable(table, messagesOf);
  const fair = new Set(tables.flatMap((table) => table.fair.flat()));
  const classes = [...fair].filter((one) => one !== null);
  const choices = tables.flatMap(({ offers }, actor) =>
    Array.from({ length: Math.max(0, ...offers.map((of) => of.length)) }, (_, place) => {
      return { actor, place };
    }),
  );
  const promela = [
    `/* ${name}: printed, not written. See properties/referees/promela.ts. */`,
    `short w_state[${tables.length}];`,
    // Without a claim nobody asks for fairness, and the states are the worlds.
    claims.length === 0 ? 'hidden byte w_taken;' : 'byte w_taken;',
    'c_code {',
    '\\#include "model.h"',
    '}',
    'active proctype q_world() {',
    '  do',
    ...choices.map(
      ({ actor, place }, at) =>
        `  :: d_step { c_expr { Q_MAY${at} } -> c_code { q_take(${actor}, ${place}); } }`,
    ),
    ...(claims.length === 0 ? [] : ['  :: w_taken = 0']),
    '  od',
    '}',
    ...claims.map((_, at) => claim(at, classes.length)),
    '',
  ].join('\n');
  return { promela, code: printCode({ ...system, classes, choices }) };
}

/** Accepts the runs that come by `from`, never by `to` from then on, and are fair. */
function claim(at: number, classes: number): string {
  const away = `!c_expr { Q_GOAL${at} }`;
  const rounds = Array.from({ length: classes }, (_, before) => {
    const one = before + 1;
    const next = one === classes ? 'accept_round' : `Q_wait${one + 1}`;
    const isFair = `(w_taken == ${one} || !c_expr { Q_CAN${one} })`;
    return [
      `Q_wait${one}:`,
      '  if',
      `  :: ${away} && ${isFair} -> goto ${next}`,
      `  :: ${away} -> goto Q_wait${one}`,
      '  fi;',
    ].join('\n');
  });
  return [
    `never ${claimName(at)} {`,
    'Q_begin:',
    '  do',
    `  :: c_expr { Q_FROM${at} } && ${away} -> goto Q_wait1`,
    '  :: true',
    '  od;',
    ...rounds,
    'accept_round:',
    '  if',
    `  :: ${away} -> goto Q_wait1`,
    '  fi;',
    '}',
  ].join('\n');
}
