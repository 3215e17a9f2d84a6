/** What is remembered of actions, against performing them: in every world of small systems. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Action } from './action.ts';
import { fits, layoutFor, pack } from './layout.ts';
import { leafWeight, leafWords, never, Outcomes, scratch, unknown } from './outcomes.ts';
import { randomSystems } from './random-systems.ts';
import { relaySystem } from './relays.ts';
import type { System } from './system.ts';
import { Tables } from './tables.ts';
import { weigh } from './worlds.ts';

/** Performs every action of every world, and has it remembered or compared. */
class Rehearsal {
  compared = 0;
  differing = 0;
  private readonly tables: Tables;
  private readonly action: Action;
  private readonly outcomes: Outcomes;
  private layout;

  constructor(system: System, outcomesMax: number) {
    this.tables = new Tables(system, () => 0);
    this.layout = layoutFor(system.actors.map(() => 1));
    this.action = new Action(this.tables);
    this.outcomes = new Outcomes(this.tables, this.layout, outcomesMax);
  }

  run(): this {
    const worlds = new Map([['first', new Int32Array(this.action.before.length)]]);
    for (const world of worlds.values()) {
      for (const [actor, state] of world.entries()) {
        for (const offer of this.offersOf(actor, state)) {
          this.action.before.set(world);
          const happened = this.action.perform(actor, offer);
          if (!fits(this.layout, this.action.after)) this.repack();
          this.rehearse(offer, happened);
          if (happened) worlds.set(this.action.after.join(), this.action.after.slice());
        }
      }
    }
    return this;
  }

  private offersOf(actor: number, state: number): readonly number[] {
    const { tables } = this;
    if (tables.offersOf(actor, state) === null) tables.fillOffers(actor, state);
    return tables.offersOf(actor, state) ?? [];
  }

  private repack(): void {
    this.layout = layoutFor(this.tables.locals.map(({ states }) => states.length));
    this.outcomes.pack(this.layout);
  }

  private rehearse(offer: number, happened: boolean): void {
    const known = this.outcomes.find(offer, this.action.before);
    const leaf = known === unknown ? this.outcomes.learn(offer, this.action, happened) : known;
    if (known !== unknown) this.compared += 1;
    if (happened ? !this.leadsOn(offer, leaf) : leaf !== never) this.differing += 1;
  }

  /** Whether the outcome, added to the world, is the world that was come to, and so its weight. */
  private leadsOn(offer: number, leaf: number): boolean {
    const { leaves, leafSize } = this.outcomes;
    const { words } = this.layout;
    const at = -leaf * leafSize;
    const before = this.packed(this.action.before);
    const after = this.packed(this.action.after);
    const weight = weigh(before, 0, words) + (leaves[at + leafWeight] as number);
    return (
      leaf !== never &&
      (leaf === scratch || this.outcomes.offerOf(leaf) === offer) &&
      before.every((word, place) => {
        const sum = word + (leaves[at + leafWords + place] as number);
        return (sum | 0) === after[place];
      }) &&
      (weight | 0) === weigh(after, 0, words)
    );
  }

  private packed(locals: Int32Array): Int32Array {
    const words = new Int32Array(this.layout.words);
    pack(this.layout, locals, words, 0);
    return words;
  }
}

describe('what is remembered of an action is what it comes to', () => {
  test('on two relays, most of them met before', () => {
    const system = relaySystem({ relays: 2, items: 2, room: 2 });
    const { compared, differing } = new Rehearsal(system, 10_000).run();
    expect(differing).toBe(0);
    expect(compared).toBeGreaterThan(10_000);
  });

  test('on random systems', () => {
    const same = (system: System): void => {
      expect(new Rehearsal(system, 10_000).run().differing).toBe(0);
    };
    fc.assert(fc.property(randomSystems, same), { numRuns: 500 });
  });

  test('and where no more is remembered it is performed again', () => {
    const system = relaySystem({ relays: 2, items: 2, room: 2 });
    const some = new Rehearsal(system, 20).run();
    expect(some.differing).toBe(0);
    expect(some.compared).toBeGreaterThan(0);
    expect(some.compared).toBeLessThan(new Rehearsal(system, 10_000).run().compared);
  });
});
