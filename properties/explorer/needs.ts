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
  /** By actor that is needed and by its state: the set, or -1 where it is not known. */
  private readonly byState = new Map<number, Int32Array>();
  private known = 0;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** What can't be had in a world, by the local states of all actors. */
  unmet(locals: Int32Array): number {
    if (this.known !== this.tables.needs.length) this.forget();
    let set = 0;
    for (const [actor, sets] of this.byState) {
      const state = locals[actor] as number;
      const known = state < sets.length ? (sets[state] as number) : -1;
      set |= known < 0 ? this.ask(actor, state) : known;
    }
    return set;
  }

  private forget(): void {
    const { needs } = this.tables;
    this.known = needs.length;
    for (const { actor } of needs) this.byState.set(actor, new Int32Array(16).fill(-1));
  }

  private ask(actor: number, state: number): number {
    const { tables } = this;
    let set = 0;
    for (const [index, need] of tables.needs.entries()) {
      if (need.actor !== actor || needBit(index) === 0) continue;
      const row = tables.rowOf(actor, state, need.message);
      if ((tables.rows[row + rowNext] as number) < 0) set |= needBit(index);
    }
    const sets = this.byState.get(actor) as Int32Array;
    const roomy = withRoom(sets, state + 1);
    if (roomy !== sets) this.byState.set(actor, roomy.fill(-1, sets.length));
    roomy[state] = set;
    return set;
  }
}
