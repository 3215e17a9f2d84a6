/**
 * Producers that follow a script. Each frame carries a token of its own, the number of the
 * question and the number of the frame in it: so what a person sees can be told frame by frame.
 *
 * Before each step a producer waits for its turn in the run's queue. How it takes an abort is part
 * of the script.
 */
import type { FrameInput, Json, Part } from '../../machines/vocabulary.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Producer, ProducerTurn } from '../../runtime/host/producer.ts';
import type { Script, Step } from './plan.ts';

/** What a person asks in a simulation: questions are told apart by their number. */
export interface Question {
  readonly q: number;
}

interface Ports {
  readonly clock: Clock;
  readonly gate: (name: string) => Promise<void>;
  readonly scripts: readonly Script[];
}

const slowMs = 2_000;
/** Longer than the host waits for anybody to unwind. */
const deafMs = 70_000;

export function createProducer(ports: Ports): Producer {
  return async function* produce(turn: ProducerTurn) {
    const { q } = turn.question as unknown as Question;
    const script = ports.scripts[q % ports.scripts.length];
    if (script === undefined) return;
    const { steps, manners } = script;
    try {
      for (const [at, step] of steps.entries()) {
        const gate = ports.gate(`producer of q${q}: ${step.do}`);
        await (manners === 'deaf' ? gate : unlessAborted(gate, turn.signal));
        yield* take(step, `${q}.${at + 1}`, turn, ports, manners === 'deaf');
      }
    } finally {
      if (turn.signal.aborted && manners === 'slow') await sleep(ports.clock, slowMs);
    }
  };
}

async function* take(
  step: Step,
  token: string,
  turn: ProducerTurn,
  { clock }: Ports,
  isDeaf: boolean,
): AsyncGenerator<FrameInput, void, void> {
  const [q, n] = token.split('.');
  switch (step.do) {
    case 'text':
    case 'reasoning':
      return yield { kind: step.do, data: `[${token}]` };
    case 'tool':
      return yield { kind: 'tool', data: { id: `tool-${token}`, name: 'look up' } };
    case 'update':
      // Frames of one tool, each of which changes what the first has shown. Nothing holds them
      // apart, so some of them are written in one go.
      for (const state of ['called', 'running', 'done']) {
        yield { kind: 'tool', data: { id: `tool-${token}`, state } };
      }
      return;
    case 'data':
      return yield { kind: 'citation', data: { token } };
    case 'usage':
      return yield { kind: 'usage', data: { tokens: Number(n) } };
    case 'ask': {
      const answer: Json = yield* turn.ask({ id: `p${q}-${n}`, title: 'go on?' });
      return yield { kind: 'text', data: `[${token}a:${JSON.stringify(answer)}]` };
    }
    case 'sleep':
      await (isDeaf ? sleep(clock, deafMs) : unlessAborted(sleep(clock, step.ms), turn.signal));
      return;
    case 'throw':
      throw new Error(`the producer of question ${q} failed`);
  }
}

function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

function unlessAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    void wait.then(resolve);
  });
}

/** The tokens that a person sees in an answer, in the order in which they stand there. */
export function tokensOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        return [...part.text.matchAll(/\[([^\]]*)\]/g)].map(([, token]) => token ?? '');
      case 'tool':
        return [part.id];
      case 'prompt':
        return [part.id];
      case 'data':
        return [JSON.stringify(part.data)];
    }
  });
}
