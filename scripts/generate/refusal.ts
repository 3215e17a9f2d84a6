/**
 * What the compiler says about a machine outside its subset: which machine, where inside it, what
 * is wrong, and what to write instead. A refusal is an answer to the author of a machine, never a
 * crash of the compiler; anything else that is thrown here is a defect of ours.
 */

/**
 * Says no, with the place and the way out. `at` grows from the machine's name to the offending
 * key.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly at: string;

  constructor(at: string, problem: string, instead: string) {
    super(`${at}: ${problem}; ${instead}`);
    this.at = at;
  }
}
