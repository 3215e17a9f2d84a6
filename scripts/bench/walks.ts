/**
 * The events that the attachment's contestants are walked through, made once and before any timing:
 * the frame path, and a mixed walk through everything that befalls a stream.
 *
 * A script says what happens (frames, a break, the timer fires) and the walk turns that into events
 * whose ids, seqs and generations are those of the moment, by walking along with the generated
 * machine. It must never know how a contestant is driven.
 */
import type { Event, FrameEvent, Input } from '../../machines/attachment/signals.ts';
import { builtTo } from '../../machines/attachment/signals.ts';
import type { SettleAnswer, StoredTurn, Terminal } from '../../machines/vocabulary.ts';
import * as generated from '../../runtime/generated/attachment.ts';

export type Signal = Event | generated.TimerEvent;

export const input: Input = { attachmentId: 1, streamId: 'turn-1', cursor: 0, offline: false };

/** A script being turned into signals. */
export class Walk {
  readonly signals: Signal[] = [];
  #state: generated.State;
  #armed: Pick<generated.TimerEvent, 'timer' | 'generation'> | null = null;

  constructor() {
    const [state, outputs] = generated.start(input);
    this.#state = state;
    this.#follow(outputs);
  }

  get value(): generated.Value {
    return this.#state.value;
  }

  say(signal: Signal): void {
    this.signals.push(signal);
    const [state, outputs] = generated.step(this.#state, signal);
    this.#state = state;
    this.#follow(outputs);
  }

  /** Something the current source says. */
  source(type: 'opened' | 'heartbeat' | 'reset' | 'stream_end' | 'broken'): void {
    this.say({ type, ...this.#from() });
  }

  refuse(reason: 'forbidden' | 'gone' | 'busy' | 'error', retryAfterMs = 0): void {
    this.say({ type: 'open_refused', ...this.#from(), reason, retryAfterMs });
  }

  /** The frame `ahead` of what has been built: 1 is the next one, 0 a duplicate, 2 leaves a gap. */
  frame(ahead = 1, kind = 'text', streamId = input.streamId): void {
    const seq = Math.max(builtTo(this.#state.context) + ahead, 1);
    const frame: FrameEvent = {
      type: 'frame',
      ...this.#from(),
      streamId,
      seq,
      kind,
      data: 'token ',
    };
    this.say(frame);
  }

  frames(count: number): void {
    for (let left = count; left > 0; left -= 1) this.frame();
  }

  /** The armed timer fires; nothing does when none is armed. */
  timer(): void {
    if (this.#armed !== null) this.say({ type: 'timer', ...this.#armed });
  }

  answer(answer: SettleAnswer): void {
    const { attachmentId, awaiting } = this.#state.context;
    this.say({ type: 'settled', attachmentId, request: awaiting, answer });
  }

  restore(outcome: Terminal): void {
    this.answer({ state: 'restored', turn: storedTurn(outcome, this.#state.context.cursor) });
  }

  #from() {
    return { attachmentId: input.attachmentId, source: this.#state.context.source };
  }

  /** At most one timer is armed at a time. */
  #follow(outputs: readonly generated.Output[]): void {
    for (const output of outputs) {
      if (output.type === 'disarm') this.#armed = null;
      if (output.type === 'arm') {
        this.#armed = { timer: output.timer, generation: output.generation };
      }
    }
  }
}

/** `count` text frames, one after the other, as nearly every event of a chat is. */
export function framePath(count: number): readonly Signal[] {
  const walk = new Walk();
  walk.source('opened');
  walk.frames(count);
  return walk.signals;
}

/** Every state but the two ends that are not reached from `finalized`; two frames in three. */
export function mixedWalk(): readonly Signal[] {
  const walk = new Walk();
  walk.source('opened');
  walk.frames(40);
  walk.frame(0);
  walk.frame(-3);
  walk.frame(1, 'text', 'turn-0');
  walk.source('heartbeat');
  walk.frames(10);
  walk.timer();
  // A gap, then the ladder, with a host that is busy.
  walk.frame(2);
  walk.timer();
  walk.refuse('busy', 1_000);
  walk.timer();
  walk.source('opened');
  walk.frame(0);
  walk.frames(20);
  walk.source('broken');
  walk.say({ type: 'offline' });
  walk.say({ type: 'online' });
  walk.source('opened');
  // The host begins again at seq 1, behind what is on screen, and passes it.
  walk.source('reset');
  walk.frames(90);
  walk.say({ type: 'probe', streamId: input.streamId });
  walk.answer({ state: 'active' });
  // Early end; the turn goes on.
  walk.source('stream_end');
  walk.timer();
  for (let asked = 0; asked < 10; asked += 1) {
    walk.answer({ state: 'active' });
    walk.timer();
  }
  walk.answer({ state: 'active' });
  walk.source('opened');
  walk.frames(20);
  // Down the whole ladder, and up again by hand.
  walk.source('broken');
  for (let rung = 0; rung < 7; rung += 1) {
    walk.timer();
    walk.source('broken');
  }
  walk.answer({ state: 'unreachable' });
  walk.say({ type: 'retry' });
  walk.source('opened');
  walk.frames(20);
  walk.frame(1, 'done');
  walk.answer({ state: 'active' });
  walk.timer();
  walk.restore('done');
  return walk.signals;
}

function storedTurn(outcome: Terminal, coveredSeq: number): StoredTurn {
  const { streamId } = input;
  const parts = [{ type: 'text', text: 'token '.repeat(coveredSeq) }] as const;
  const rest = { question: 'Why?', parts, usage: null, outcome, detail: null };
  return { streamId, ordinal: 1, coveredSeq, ...rest };
}
