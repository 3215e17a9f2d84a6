/**
 * Everything that could happen next, in lanes: within a lane in order, between lanes in any order.
 *
 * A connection is a lane, and so is each step that the store or a producer has yet to take. A
 * frozen lane keeps what it has and delivers nothing. Which lane goes next is not decided here.
 */
export interface Item {
  /** What happens, for a trace. */
  readonly name: string;
  readonly run: () => void;
}

interface Queued extends Item {
  /** Order of arrival over all lanes. */
  readonly number: number;
}

export class Lane {
  readonly #queue: Queue;
  readonly items: Queued[] = [];
  isFrozen = false;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  push(name: string, run: () => void): void {
    this.items.push({ name, run, number: this.#queue.nextNumber() });
    this.#queue.add(this);
  }

  clear(): void {
    this.items.length = 0;
  }
}

export class Queue {
  readonly #lanes = new Set<Lane>();
  #count = 0;

  lane(): Lane {
    return new Lane(this);
  }

  /** Resolves when its turn has come. */
  gate(name: string): Promise<void> {
    return new Promise((resolve) => this.lane().push(name, resolve));
  }

  nextNumber(): number {
    this.#count += 1;
    return this.#count;
  }

  add(lane: Lane): void {
    this.#lanes.add(lane);
  }

  /** The lanes that have something to deliver, the longest waiting first. */
  ready(): readonly Lane[] {
    const ready: Lane[] = [];
    for (const lane of this.#lanes) {
      if (lane.items.length === 0) this.#lanes.delete(lane);
      else if (!lane.isFrozen) ready.push(lane);
    }
    return ready.toSorted((a, b) => headOf(a) - headOf(b));
  }

  /** Lets the first item of a lane happen. */
  deliver(lane: Lane): void {
    lane.items.shift()?.run();
  }
}

function headOf(lane: Lane): number {
  return lane.items[0]?.number ?? Number.POSITIVE_INFINITY;
}
