/**
 * Worlds that were made and not looked up yet, so many at a time: where each would be kept is
 * touched for all of them before the first is looked up, so that the memory's waits overlap.
 *
 * Batches of 64, 256 or 1,024 made no difference. It knows neither actors nor actions.
 */

export const batchSize = 1024;

export class Batch {
  count = 0;
  /** Packed, one after the other. */
  readonly words: Int32Array;
  readonly hashes = new Int32Array(batchSize);
  readonly parents = new Int32Array(batchSize);
  /** The outcomes by which they were made. */
  readonly leaves = new Int32Array(batchSize);
  /** The sets of actors that these change. */
  readonly changes = new Int32Array(batchSize);
  /** The fairness classes of these, where anybody asks for them. */
  readonly classes = new Uint8Array(batchSize);

  constructor(size: number) {
    this.words = new Int32Array(batchSize * size);
  }
}
