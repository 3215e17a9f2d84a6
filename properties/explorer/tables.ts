/**
 * What each actor does, as tables of integers that fill themselves: every local state and every
 * message gets a number, and `react` is asked once for each pair of them, `offers` once a state.
 *
 * So however many worlds there are, the code under test runs a few thousand times only. A row of
 * `rows` is one reaction. The tables know nothing of worlds, nor of what is claimed about them:
 * `judge` is told of each new reaction and marks it.
 */
import { finish, mix, withRoom } from './growth.ts';
import type { Actor, Message, Offer, Post, Reaction, System } from './system.ts';
import { Values } from './values.ts';

/** The cells of one reaction in `rows`. */
export const rowSize = 8;
export const rowState = 0;
export const rowMessage = 1;
/** The next local state, or -1: this can't happen. */
export const rowNext = 2;
/** Where its posts begin in `posts`, and how many there are. */
export const rowPosts = 3;
export const rowPostCount = 4;
/** What the judge said of it. */
export const rowMark = 5;
/** How often it was part of an action: the low 31 bits, and the rest. */
export const rowTaken = 6;
export const rowTakenHigh = 7;

/** The cells of an offer in `offers`: its message, and its fairness class, 0 for none. */
export const offerSize = 4;
export const offerMessage = 0;
export const offerClass = 1;
/** What it needs: one more than its place in `needs`, or 0; and the same as a set of bits. */
export const offerNeed = 2;
export const offerNeedSet = 3;

export type Judge = (row: number, actor: number, before: unknown, reaction: Judged) => number;

interface Judged {
  readonly message: Message;
  readonly reaction: Reaction<unknown>;
}

interface Local {
  readonly actor: Actor;
  readonly states: unknown[];
  /** By the number of the value. */
  readonly stateIds: Map<number, number>;
  readonly messageIds: Map<number, number>;
}

export class Tables {
  readonly locals: readonly Local[];
  /** All messages of all actors; a message to two actors is two. */
  readonly messages: { readonly actor: number; readonly message: Message }[] = [];
  /** The fairness classes; class 0 is 'never promised'. */
  readonly classes: (string | null)[] = [null];
  /** Reactions, in the order in which they were first asked for. The first row is left empty. */
  rows: Int32Array = new Int32Array(rowSize * 1024);
  rowsEnd = rowSize;
  /** Pairs of an actor and a message. */
  posts: Int32Array = new Int32Array(1024);
  /** By actor, two for each local state: where its offers begin, and end; -1 unknown. */
  readonly spans: Int32Array[];
  offers: Int32Array = new Int32Array(1024);
  readonly offered: Offer[] = [];
  /** What offers need: whose reaction to which message. */
  readonly needs: { readonly actor: number; readonly message: number }[] = [];
  /** How often actors were asked. */
  calls = 0;
  private postsEnd = 0;
  private index: Int32Array = new Int32Array(4096);
  private readonly values = new Values();
  private readonly classIds = new Map<string | null, number>([[null, 0]]);
  private readonly names = new Map<string, number>();
  private readonly judge: Judge;

  constructor(system: System, judge: Judge) {
    this.judge = judge;
    this.locals = system.actors.map((actor) => ({
      actor,
      states: [],
      stateIds: new Map(),
      messageIds: new Map(),
    }));
    this.spans = system.actors.map(() => new Int32Array(64).fill(-1));
    for (const [index, { name }] of system.actors.entries()) {
      if (this.names.has(name)) throw new Error(`two actors are called ${name}`);
      this.names.set(name, index);
    }
    for (const [index, { initial }] of system.actors.entries()) this.stateId(index, initial);
  }

  actorIndex(name: string): number {
    const found = this.names.get(name);
    if (found === undefined) throw new Error(`no actor is called ${name}`);
    return found;
  }

  local(actor: number): Local {
    const found = this.locals[actor];
    if (found === undefined) throw new RangeError(`no actor ${actor}`);
    return found;
  }

  stateOf(actor: number, state: number): unknown {
    return this.local(actor).states[state];
  }

  messageOf(message: number): Message {
    const found = this.messages[message];
    if (found === undefined) throw new RangeError(`no message ${message}`);
    return found.message;
  }

  /** Asks for the offers of a state that nobody has asked about before. */
  fillOffers(actor: number, state: number): void {
    const offers = this.local(actor).actor.offers(this.stateOf(actor, state));
    this.calls += 1;
    const at = this.offered.length;
    this.offers = withRoom(this.offers, (at + offers.length) * offerSize);
    for (const offer of offers) {
      const { message, fair, needs } = offer;
      const need = needs === undefined ? -1 : this.needId(needs);
      const set = need < 0 ? 0 : needBit(need);
      const cells = [this.messageId(actor, message), this.classId(fair), need + 1, set];
      this.offers.set(cells, this.offered.length * offerSize);
      this.offered.push(offer);
    }
    (this.spans[actor] as Int32Array).set([at, at + offers.length], state * 2);
  }

  /** The offers of a state; null when nobody has asked about it. */
  offersOf(actor: number, state: number): readonly number[] | null {
    const [from = -1, end = -1] = (this.spans[actor] ?? []).slice(state * 2, state * 2 + 2);
    return from < 0 ? null : Array.from({ length: end - from }, (_, index) => from + index);
  }

  /** The reaction of an actor in this state to this message. */
  rowOf(actor: number, state: number, message: number): number {
    const row = this.find(state, message);
    return row === 0 ? this.fillRow(actor, state, message) : row;
  }

  /** Whether the reaction in this state to this message, which says to whom, is in the table. */
  isAsked(state: number, message: number): boolean {
    return this.find(state, message) !== 0;
  }

  private find(state: number, message: number): number {
    const { index, rows } = this;
    const mask = index.length - 1;
    for (let at = finish(mix(state, message)) & mask; ; at = (at + 1) & mask) {
      const row = index[at] as number;
      if (row === 0) return 0;
      if (rows[row + rowMessage] === message && rows[row + rowState] === state) return row;
    }
  }

  private fillRow(actor: number, state: number, message: number): number {
    const before = this.stateOf(actor, state);
    const said = this.messageOf(message);
    const reaction = this.local(actor).actor.react(before, said);
    this.calls += 1;
    const next = reaction === null ? -1 : this.stateId(actor, reaction.state);
    const posts = (reaction?.posts ?? []).map((post) => {
      const to = this.actorIndex(post.to);
      return [to, this.messageId(to, post.message)] as const;
    });
    const row = this.rowsEnd;
    this.rows = withRoom(this.rows, row + rowSize);
    this.rowsEnd += rowSize;
    this.rows.set([state, message, next, this.postsEnd, posts.length], row);
    this.posts = withRoom(this.posts, this.postsEnd + posts.length * 2);
    this.posts.set(posts.flat(), this.postsEnd);
    this.postsEnd += posts.length * 2;
    this.remember(row);
    if (reaction !== null) {
      this.rows[row + rowMark] = this.judge(row, actor, before, { message: said, reaction });
    }
    return row;
  }

  private remember(row: number): void {
    if (this.rowsEnd / rowSize > this.index.length / 3) {
      this.index = new Int32Array(this.index.length * 2);
      for (let old = rowSize; old < row; old += rowSize) this.place(old);
    }
    this.place(row);
  }

  private place(row: number): void {
    const mask = this.index.length - 1;
    const state = this.rows[row + rowState] as number;
    let at = finish(mix(state, this.rows[row + rowMessage] as number)) & mask;
    while (this.index[at] !== 0) at = (at + 1) & mask;
    this.index[at] = row;
  }

  stateId(actor: number, state: unknown): number {
    const { states, stateIds } = this.local(actor);
    const value = this.values.numberOf(state);
    const known = stateIds.get(value);
    if (known !== undefined) return known;
    const id = states.push(this.values.valueOf(value)) - 1;
    stateIds.set(value, id);
    const spans = this.spans[actor] as Int32Array;
    if (id * 2 >= spans.length) {
      this.spans[actor] = withRoom(spans, id * 2 + 2).fill(-1, spans.length);
    }
    return id;
  }

  messageId(actor: number, message: Message): number {
    const { messageIds } = this.local(actor);
    const value = this.values.numberOf(message);
    const known = messageIds.get(value);
    if (known !== undefined) return known;
    const kept = this.values.valueOf(value) as Message;
    const id = this.messages.push({ actor, message: kept }) - 1;
    messageIds.set(value, id);
    return id;
  }

  private needId({ to, message }: Post): number {
    const need = {
      actor: this.actorIndex(to),
      message: this.messageId(this.actorIndex(to), message),
    };
    const known = this.needs.findIndex(
      (one) => one.actor === need.actor && one.message === need.message,
    );
    return known >= 0 ? known : this.needs.push(need) - 1;
  }

  private classId(fair: string | null): number {
    const known = this.classIds.get(fair);
    if (known !== undefined) return known;
    const id = this.classes.push(fair) - 1;
    this.classIds.set(fair, id);
    return id;
  }

  /** Counts that a reaction was part of so many actions. Says whether it ever was before. */
  count(row: number, times: number): boolean {
    const { rows } = this;
    const before = rows[row + rowTaken] as number;
    const wasTaken = before > 0 || (rows[row + rowTakenHigh] as number) > 0;
    const sum = before + times;
    rows[row + rowTaken] = sum % 2 ** 31;
    if (sum >= 2 ** 31) rows[row + rowTakenHigh] = (rows[row + rowTakenHigh] as number) + 1;
    return wasTaken;
  }

  timesTaken(row: number): number {
    const high = this.rows[row + rowTakenHigh] as number;
    return high * 2 ** 31 + (this.rows[row + rowTaken] as number);
  }
}

/** The set of one need alone. From the 32nd on they have no bit: each offer asks for itself. */
export function needBit(index: number): number {
  return index < 31 ? 1 << index : 0;
}
