/**
 * What actors do, asked once for each pair of a local state and a message, and remembered.
 *
 * The explorer's tables (`../explorer/tables.ts`) ask for all that a state offers as soon as it is
 * met, because they will walk all of it. A random walk takes one way of twenty, so here nothing is
 * asked before it happens. What is claimed of single reactions is judged with them.
 */
import type {
  Actor,
  AlwaysStep,
  Message,
  Offer,
  Property,
  SometimesStep,
  System,
} from '../explorer/system.ts';
import { Interning } from './interning.ts';

/** One reaction. */
export interface Row {
  readonly message: Message;
  /** The next local state, or -1: this can't happen. */
  readonly next: number;
  readonly posts: readonly Addressed[];
  readonly broken: readonly Property[];
  readonly shown: readonly Property[];
  /** How often it was part of an action. */
  times: number;
}

export interface Addressed {
  readonly actor: number;
  readonly message: Message;
  /** The message's number. */
  readonly number: number;
}

/** What may happen next, by what it is: a pick chooses a kind first. */
export type Kind = 'work' | 'timer' | 'person' | 'look' | 'fault';

export interface Chance {
  readonly offer: Offer;
  readonly kind: Kind;
  /** The number of its fairness class; 0 for what need not happen in a calm. */
  readonly fair: number;
  /** Its message, once it was asked for. */
  first: Addressed | null;
  times: number;
}

export type Chances = Readonly<Record<Kind, readonly Chance[]>>;

interface Local {
  readonly actor: Actor;
  readonly states: unknown[];
  readonly stateIds: Map<number, number>;
  /** By state, by the message's number. */
  readonly rows: (Map<number, Row> | undefined)[];
  readonly chances: (Chances | undefined)[];
  readonly claims: readonly (AlwaysStep | SometimesStep)[];
}

const people = ['send', 'stop', 'answer_prompt', 'chore'];
/** They are fair, but nothing else waits for them. */
const slow = ['timer', 'beat', 'online', 'retry'];
const none: readonly Property[] = [];

type Ask = (before: unknown, message: unknown, reaction: unknown) => boolean;

export class Reactions {
  readonly locals: readonly Local[];
  readonly interning = new Interning();
  /** Reactions that were asked for. */
  calls = 0;
  private readonly names = new Map<string, number>();
  private readonly classes = new Map<string, number>();

  constructor(system: System) {
    this.locals = system.actors.map((actor) => ({
      actor,
      states: [],
      stateIds: new Map(),
      rows: [],
      chances: [],
      claims: system.properties.filter(
        (property) =>
          (property.kind === 'alwaysStep' || property.kind === 'sometimesStep') &&
          property.actor === actor.name,
      ) as readonly (AlwaysStep | SometimesStep)[],
    }));
    for (const [index, { name }] of system.actors.entries()) this.names.set(name, index);
    for (const [index, { initial }] of system.actors.entries()) this.stateId(index, initial);
  }

  indexOf(name: string): number {
    const found = this.names.get(name);
    if (found === undefined) throw new Error(`no actor is called ${name}`);
    return found;
  }

  stateOf(actor: number, state: number): unknown {
    return this.local(actor).states[state];
  }

  addressed(actor: number, message: Message): Addressed {
    return { actor, message, number: this.interning.numberOf(message) };
  }

  chancesOf(actor: number, state: number): Chances {
    const local = this.local(actor);
    const known = local.chances[state];
    if (known !== undefined) return known;
    const chances = this.sortedOut(local.actor.offers(local.states[state]));
    local.chances[state] = chances;
    return chances;
  }

  firstOf(actor: number, chance: Chance): Addressed {
    chance.first ??= this.addressed(actor, chance.offer.message);
    return chance.first;
  }

  rowOf(state: number, { actor, message, number }: Addressed): Row {
    const local = this.local(actor);
    let rows = local.rows[state];
    if (rows === undefined) {
      rows = new Map();
      local.rows[state] = rows;
    }
    let row = rows.get(number);
    if (row === undefined) {
      row = this.ask(local, actor, state, message);
      rows.set(number, row);
    }
    return row;
  }

  private ask(local: Local, actor: number, state: number, message: Message): Row {
    this.calls += 1;
    const before = local.states[state];
    const reaction = local.actor.react(before, message);
    if (reaction === null) {
      return { message, next: -1, posts: [], broken: none, shown: none, times: 0 };
    }
    const judged = local.claims.map((claim) => (claim.holds as Ask)(before, message, reaction));
    const told = (kind: Property['kind'], answer: boolean) =>
      local.claims.filter((claim, at) => claim.kind === kind && judged[at] === answer);
    return {
      message,
      next: reaction.state === before ? state : this.stateId(actor, reaction.state),
      posts: reaction.posts.map((post) => this.addressed(this.indexOf(post.to), post.message)),
      broken: told('alwaysStep', false),
      shown: told('sometimesStep', true),
      times: 0,
    };
  }

  private sortedOut(offers: readonly Offer[]): Chances {
    const chances: Record<Kind, Chance[]> = {
      work: [],
      timer: [],
      person: [],
      look: [],
      fault: [],
    };
    for (const offer of offers) {
      const kind = kindOf(offer);
      const fair = willHappen(offer) ? this.classOf(offer.fair ?? offer.label) : 0;
      chances[kind].push({ offer, kind, fair, first: null, times: 0 });
    }
    return chances;
  }

  private classOf(fair: string): number {
    const known = this.classes.get(fair) ?? this.classes.size + 1;
    this.classes.set(fair, known);
    return known;
  }

  private local(actor: number): Local {
    const found = this.locals[actor];
    if (found === undefined) throw new RangeError(`no actor ${actor}`);
    return found;
  }

  private stateId(actor: number, state: unknown): number {
    const { states, stateIds } = this.local(actor);
    const number = this.interning.numberOf(state);
    const known = stateIds.get(number);
    if (known !== undefined) return known;
    const id = states.push(state) - 1;
    stateIds.set(number, id);
    return id;
  }
}

/** In a calm somebody answers what is still asked; otherwise people do nothing. */
function willHappen({ fair, message: { type } }: Offer): boolean {
  return fair !== null || type === 'answer_prompt';
}

function kindOf({ fair, message: { type } }: Offer): Kind {
  if (fair === null) return people.includes(type) ? 'person' : 'fault';
  if (type === 'look') return 'look';
  return slow.includes(type) ? 'timer' : 'work';
}
