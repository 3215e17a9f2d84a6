/**
 * A connection as a tab may hear it: opened, then frames of its stream without a hole, then its
 * end, as the world's wire has it.
 *
 * Where the host begins is the cursor that was asked for, or one that something on the way has made
 * of it: then the host has read from there. It never knows what a frame says.
 */
import { isTerminal } from '../../machines/vocabulary.ts';
import { demand } from './unexplained.ts';

interface FrameId {
  readonly streamId: string;
  readonly seq: number;
  readonly kind: string;
}

export class Source {
  readonly streamId: string;
  /** When it was asked for. */
  readonly at: number;
  /** Seq after which the next frame follows. */
  #cursor: number;
  #stage: 'asked' | 'open' | 'reading' | 'ended' | 'silent' | 'over' = 'asked';

  constructor(streamId: string, after: number, at: number) {
    this.streamId = streamId;
    this.at = at;
    this.#cursor = after;
  }

  says(type: string): void {
    const stage = this.#stage;
    const fits = {
      opened: stage === 'asked',
      open_refused: stage === 'asked',
      reset: stage === 'open',
      heartbeat: stage === 'open' || stage === 'reading' || stage === 'ended',
      stream_end: stage === 'open' || stage === 'reading' || stage === 'ended',
      broken: stage !== 'over',
    }[type];
    demand(fits === true, () => `a source that is ${stage} does not say ${type}`);
    if (type === 'opened') this.#stage = 'open';
    if (type === 'reset') {
      this.#stage = 'reading';
      this.#cursor = 0;
    }
    if (type === 'stream_end') this.#stage = 'silent';
    if (type === 'broken' || type === 'open_refused') this.#stage = 'over';
  }

  /** `isReadAfter`: whether the host has read this stream after a seq, since this was asked for. */
  frame({ streamId, seq, kind }: FrameId, isReadAfter: (seq: number) => boolean): void {
    const isReading = this.#stage === 'open' || this.#stage === 'reading';
    demand(isReading, () => `a source that is ${this.#stage} has no frames`);
    demand(streamId === this.streamId, () => `a source of ${this.streamId} says ${streamId}`);
    const follows = seq === this.#cursor + 1 || (this.#stage === 'open' && isReadAfter(seq - 1));
    demand(follows, () => `frame ${seq} does not follow ${this.#cursor} on this connection`);
    this.#cursor = seq;
    this.#stage = isTerminal(kind) ? 'ended' : 'reading';
  }
}
