/**
 * The explorer's own tables, after it has walked a system, as tables that a referee reads: each
 * actor's messages numbered from 0, names that every engine takes, what each offer is fair to.
 *
 * It is where our code ends: what is in a table was decided by a generated machine, and who walks
 * the tables is somebody else. It must never know what a state or a message means.
 */
import { canonicalText } from '../../explorer/canonical.ts';
import { localTables } from '../../explorer/local-tables.ts';
import type { Message } from '../../explorer/system.ts';
import type { Tables } from '../../explorer/tables.ts';
import type { FairActor } from '../promela-code.ts';
import type { TableEntry, TablePost } from '../table.ts';

export interface ExportedActor extends FairActor {
  /** What the explorer calls it. */
  readonly actor: string;
  /** What its states and its messages stand for, by their numbers. */
  readonly stateValues: readonly unknown[];
  readonly messageValues: readonly Message[];
}

/** What an actor is called where only letters, digits and `_` may be. */
export function engineName(actor: string): string {
  return actor.toLowerCase().replaceAll(/[^a-z0-9]/g, '_');
}

export function exportTables(tables: Tables): readonly ExportedActor[] {
  const locals = [...localTables(tables)];
  const numbers = new Map<number, number>();
  for (const { messages } of locals) {
    for (const [at, { id }] of messages.entries()) numbers.set(id, at);
  }
  const numberOf = (id: number): number => {
    const number = numbers.get(id);
    if (number === undefined) throw new RangeError(`no message ${id}`);
    return number;
  };
  const post = ({ to, message }: { readonly to: number; readonly message: number }): TablePost => ({
    to: engineName(locals[to]?.actor ?? ''),
    message: numberOf(message),
  });
  return locals.map((local) => {
    const { actor, states, messages, reactions, offers } = local;
    const entries = reactions.map(
      ({ state, message, next, posts }): TableEntry => ({
        state,
        message: numberOf(message),
        reaction: next === null ? null : { next, posts: posts.map(post) },
      }),
    );
    const texts = new Map(messages.map(({ message }, at) => [canonicalText(message), at]));
    return {
      name: engineName(actor),
      actor,
      states: states.length,
      messages: messages.length,
      stateValues: states,
      messageValues: messages.map(({ message }) => message),
      // Nobody leaves a state that is only passed through, so what it offers is nobody's concern.
      offers: offers.map((of) =>
        (of ?? []).map((one) => texts.get(canonicalText(one.message)) ?? -1),
      ),
      fair: offers.map((of) => (of ?? []).map(({ fair }) => fair)),
      entries,
    };
  });
}
