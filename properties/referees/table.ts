/**
 * An actor of the explorer as a table: its states and the messages it takes are numbers, and what
 * it does with a message in a state is an entry. This is what an explorer has interned at its end,
 * and all that a referee needs: states and messages stay what they are elsewhere.
 *
 * It must never know what a state or a message means.
 */

export interface TablePost {
  /** The name of an actor. */
  readonly to: string;
  /** A number among the messages of that actor. */
  readonly message: number;
}

export interface TableEntry {
  readonly state: number;
  readonly message: number;
  /** Null: this can't happen here, and the action that led to it is undone whole. */
  readonly reaction: { readonly next: number; readonly posts: readonly TablePost[] } | null;
}

export interface TableActor {
  readonly name: string;
  /** States are 0 to this, exclusive; 0 is the first. */
  readonly states: number;
  /** Likewise its messages. */
  readonly messages: number;
  /** By state, the messages that it offers to itself; twice the same are two actions. */
  readonly offers: readonly (readonly number[])[];
  /** One at most for each state and message. A pair without one is never met, or a run fails. */
  readonly entries: readonly TableEntry[];
}

/** The first thing wrong with a table, as an error: a referee must not judge another system. */
export function checkTable(table: TableActor, messagesOf: ReadonlyMap<string, number>): void {
  const wrong = (what: string) => new Error(`the table of ${table.name} ${what}`);
  const state = (at: number) => Number.isInteger(at) && at >= 0 && at < table.states;
  const message = (at: number, of: string) => at >= 0 && at < (messagesOf.get(of) ?? 0);
  if (!/^[a-z][a-z0-9_]*$/.test(table.name)) throw wrong('has a name that engines may not read');
  if (table.offers.length !== table.states) throw wrong('does not say the offers of each state');
  if (!table.offers.flat().every((one) => message(one, table.name))) {
    throw wrong('offers a message that it does not have');
  }
  const seen = new Set<number>();
  for (const entry of table.entries) {
    const { reaction } = entry;
    if (!state(entry.state) || !message(entry.message, table.name)) throw wrong('is too large');
    const pair = entry.state * table.messages + entry.message;
    if (seen.has(pair)) throw wrong(`has two entries for ${entry.state}, ${entry.message}`);
    seen.add(pair);
    if (reaction === null) continue;
    if (!state(reaction.next)) throw wrong(`goes to ${reaction.next}`);
    const lost = reaction.posts.find((post) => !message(post.message, post.to));
    if (lost !== undefined) throw wrong(`posts ${lost.message} to ${lost.to}`);
  }
}
