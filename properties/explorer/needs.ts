/**
 * What offers need, and which of it can't be had in a world: a set of bits, so that what nobody can
 * afford is passed over by one comparison.
 *
 * There are few kinds of needs, met by one or two actors. It knows nothing of what they are for.
 */
import { withRoom } from './growth.ts';
import { needBit, rowNext, type Tables } from './tables.ts';

export class Needs {
  private readonly tables: Tables;
  /** The actors that are needed, and by each one's state the set, or -1 where it is not known. */
  private readonly actors: number[] = [];
  private readonly sets: Int32Array[] = [];
  private known = 0;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** What can't be had in a world, by the local states of all actors. */
  unmet(locals: Int32Array): number {
    if (this.known !== this.tables.needs.length) this.forget();
    const { actors, sets } = this;
    let set = 0;
    for (let place = 0; place < actors.length; place += 1) {
      const state = locals[actors[place] as number] as number;
      const known = sets[place] as Int32Array;
      const part = state < known.length ? (known[state] as number) : -1;
      set |= part < 0 ? this.ask(place, state) : part;
    }
    return set;
  }

  /** There are more needs than there were. */
  private forget(): void {
    const { needs } = this.tables;
    this.known = needs.length;
    for (const { actor } of needs) {
      if (!this.actors.includes(actor)) this.actors.push(actor);
      this.sets[this.actors.indexOf(actor)] = new Int32Array(16).fill(-1);
    }
  }

  private ask(place: number, state: number): number {
    const { tables } = this;
    const actor = this.actors[place] as number;
    let set = 0;
    for (const [index, need] of tables.needs.entries()) {
      if (need.actor !== actor) continue;
      const row = tables.rowOf(actor, state, need.message);
      if ((tables.rows[row + rowNext] as number) < 0) set |= needBit(index);
    }
    const known = this.sets[place] as Int32Array;
    const roomy = withRoom(known, state + 1);
    if (roomy !== known) this.sets[place] = roomy.fill(-1, known.length);
    roomy[state] = set;
    return set;
  }
}
