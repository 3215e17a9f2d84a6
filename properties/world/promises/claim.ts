/**
 * How a promise is put down: a claim with the id it belongs to, and what shows that it is not
 * empty.
 *
 * A step of a tab is judged by what was before it, what the client was told, and what came of it.
 * It knows no promise.
 */
import type { Property } from '../../explorer/system.ts';
import type { TabMessage, TabReaction, TabState } from '../tab-state.ts';

type Look = Extract<Property, { kind: 'always' }>['holds'];
type Judge = Extract<Property, { kind: 'alwaysStep' }>['holds'];

/** Holds in every world. */
export function always(id: string, name: string, over: readonly string[], holds: Look): Property {
  return { kind: 'always', id, name, over, holds };
}

/** True in some world. */
export function sometimes(
  id: string,
  name: string,
  over: readonly string[],
  holds: Look,
): Property {
  return { kind: 'sometimes', id, name, over, holds };
}

/** Holds of every reaction of one actor. */
export function everyStep(id: string, name: string, actor: string, holds: Judge): Property {
  return { kind: 'alwaysStep', id, name, actor, holds };
}

/** True of some reaction of one actor. */
export function someStep(id: string, name: string, actor: string, holds: Judge): Property {
  return { kind: 'sometimesStep', id, name, actor, holds };
}

/** One step of a tab: from here, and what came of it. */
export interface TabStep {
  readonly before: TabState;
  readonly after: TabState;
  readonly reaction: TabReaction;
}

/**
 * Says of the steps that have an occasion what has to come of them, and that there are some.
 * `when` gives the occasion, or null where there is none.
 */
export function inThatStep<Occasion>(
  id: string,
  tab: string,
  said: { readonly claim: string; readonly seen: string },
  when: (step: TabStep) => Occasion | null,
  holds: (step: TabStep, occasion: Occasion) => boolean,
): readonly Property[] {
  const occasion = (before: TabState, reaction: TabReaction) =>
    when({ before, after: reaction.state, reaction });
  return [
    everyStep(
      id,
      `${tab}: ${said.claim}`,
      tab,
      (before: TabState, _: TabMessage, reaction: TabReaction) => {
        const met = occasion(before, reaction);
        return met === null || holds({ before, after: reaction.state, reaction }, met);
      },
    ),
    someStep(
      id,
      `${tab}: ${said.seen}`,
      tab,
      (before: TabState, _: TabMessage, reaction: TabReaction) =>
        occasion(before, reaction) !== null,
    ),
  ];
}
