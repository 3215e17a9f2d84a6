/**
 * What the explorer explores: a few actors that do nothing but answer messages with messages.
 *
 * An action begins with something that one actor offers to itself in its present state. Its
 * reaction may post messages to others, theirs to others again, and the action is over when none
 * is left: all of that is one step of the world. So everything that can be interleaved is an offer,
 * and everything that is atomic is a post. States and messages are plain data; equal data is the
 * same state, whoever made it.
 */

/** Plain data, known by its type. */
export interface Message {
  readonly type: string;
}

export interface Post {
  /** The name of an actor. */
  readonly to: string;
  readonly message: Message;
}

export interface Offer {
  /** What the actor says to itself. */
  readonly message: Message;
  /**
   * The fairness class: offered for ever, it happens at last. Null for what nobody promises, which
   * is what people do and what breaks.
   */
  readonly fair: string | null;
  /** How a person reads it: 'tab0: timer deferral'. */
  readonly label: string;
  /**
   * What the reaction is known to post first. Where that can't happen, the reaction is not asked
   * for: of speed only, as with what costs something that is spent already.
   */
  readonly needs?: Post;
}

export interface Reaction<State> {
  readonly state: State;
  /** Delivered in this order, after what was posted before them. */
  readonly posts: readonly Post[];
}

export interface Actor<State = unknown, Taken extends Message = Message> {
  readonly name: string;
  readonly initial: State;
  /** What may happen here by itself. Deterministic, and depends on nothing but the state. */
  offers(state: State): readonly Offer[];
  /**
   * One message. Null: this can't happen here, and the action that led to it is undone whole. It
   * throws when the world is broken, as with a queue that is full: that fails the run.
   */
  react(state: State, message: Taken): Reaction<State> | null;
}

/** Looks at the present states of the actors it names, in that order. */
type Look = (...states: readonly never[]) => boolean;

/** What is claimed of a system. `id` names a promise, `name` says it in words. */
interface Claim {
  readonly id: string;
  readonly name: string;
}

/** Holds in every world. */
export interface Always extends Claim {
  readonly kind: 'always';
  readonly over: readonly string[];
  readonly holds: Look;
}

/** True in some world at least: shows that a promise is not empty. */
export interface Sometimes extends Claim {
  readonly kind: 'sometimes';
  readonly over: readonly string[];
  readonly holds: Look;
}

/** Holds of every reaction of one actor that is part of some action. */
export interface AlwaysStep extends Claim {
  readonly kind: 'alwaysStep';
  readonly actor: string;
  readonly holds: (before: never, message: never, reaction: never) => boolean;
}

/** True of some reaction at least. */
export interface SometimesStep extends Claim {
  readonly kind: 'sometimesStep';
  readonly actor: string;
  readonly holds: (before: never, message: never, reaction: never) => boolean;
}

/** Whenever `from`, then now or later `to`, on every fair run, one that comes to rest included. */
export interface LeadsTo extends Claim {
  readonly kind: 'leadsTo';
  readonly over: readonly string[];
  readonly from: Look;
  readonly to: Look;
}

export type Property = Always | Sometimes | AlwaysStep | SometimesStep | LeadsTo;

/**
 * A way to change names under which the system is the same. What is claimed has to be the same,
 * too: of an actor what is claimed of the one that takes its place.
 */
export interface Symmetry {
  /** Who takes the place of an actor. */
  readonly actor: (name: string) => string;
  /** A state, or a message, with the names changed. */
  readonly rename: <Value>(value: Value) => Value;
}

export interface System {
  readonly name: string;
  readonly actors: readonly Actor[];
  readonly properties: readonly Property[];
  /** All of them: what two come to one after the other is a third, or changes nothing. */
  readonly symmetries?: readonly Symmetry[];
}
