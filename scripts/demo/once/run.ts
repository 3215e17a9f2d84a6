/**
 * One run of `--once`: a client here, a host in another process, a proxy that cuts between them,
 * and evidence of what arrived.
 *
 * The client is the one that ships, with the delays that ship. It is only watched: what it renders
 * is noted step by step, what the host has stored is read past the proxy. The verdict is not here.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Part, StoredTurn } from '../../../machines/vocabulary.ts';
import { type Backend, createController, httpBackend } from '../../../runtime/client/index.ts';
import { systemClock } from '../../../runtime/clock.ts';
import type { Client, ClientMessage } from '../../../runtime/core/client.ts';
import { partsOf } from '../../../runtime/core/fold.ts';
import type { FromHost, Orders, ToHost } from './host-process.ts';
import type { Evidence } from './verdict.ts';

export interface OnceOptions {
  readonly frames: number;
  readonly cuts: number;
  readonly seed: number;
  /** Given up on after so long; what is there by then is the evidence. */
  readonly msMax?: number;
  /** Puts something between client and host: a test's liar. */
  readonly between?: (backend: Backend) => Backend;
  readonly progress?: (doing: string) => void;
}

const sessionId = systemClock.id();
const burst = 8;
/** What a cut costs: the first wait of the ladder, half of 250 ms on average, and some. */
const msPerCut = 120;

export async function runOnce(options: OnceOptions): Promise<Evidence> {
  const { frames, cuts, seed, between = (backend) => backend, progress } = options;
  const child = startHost();
  try {
    const bursts = Math.max(1, frames / burst);
    // The writer goes on while the client is away; written in one go, nothing would be streamed.
    const pauseMs = Math.max(1, Math.round((cuts * msPerCut) / bursts));
    const { url, directUrl } = await begin(child, { frames, cuts, seed, pauseMs });
    const msMax = options.msMax ?? 60_000 + cuts * 1_000;
    const seen = await watch(between(httpBackend({ url })), { frames, msMax, progress });
    const stored = await readStored(directUrl, seen.turnId);
    return { ...seen, frames, cutsWanted: cuts, stored, cuts: await end(child) };
  } finally {
    child.kill();
  }
}

interface Seen {
  readonly turnId: string;
  readonly seqs: readonly number[];
  readonly streamed: readonly Part[] | null;
  readonly settled: readonly Part[] | null;
}

interface Bounds {
  readonly frames: number;
  readonly msMax: number;
  readonly progress: ((doing: string) => void) | undefined;
}

/** Asks one question and notes what is rendered until it has settled. */
async function watch(backend: Backend, { frames, msMax, progress }: Bounds): Promise<Seen> {
  const seqs: number[] = [];
  let streamed: readonly Part[] | null = null;
  let before: Client | null = null;
  const observe = (message: ClientMessage | null, client: Client) => {
    if (message?.to === 'attachment' && message.event.type === 'frame') {
      // The scene is another object exactly when the frame was folded into it.
      if (client.scene !== before?.scene) seqs.push(message.event.seq);
      if (client.scene.outcome !== null) streamed ??= partsOf(client.scene);
    }
    before = client;
  };
  const controller = createController({ sessionId, backend, observe });
  const turnId = controller.send('count');
  const settled = await new Promise<readonly Part[] | null>((resolve) => {
    const bound = setTimeout(() => resolve(null), msMax);
    controller.subscribe(() => {
      const { turns, counters } = controller.getSnapshot();
      progress?.(`${counters.frames} of ${frames} frames, ${counters.reconnects} reconnects`);
      const turn = turns.find(({ streamId }) => streamId === turnId);
      if (turn?.state !== 'settled') return;
      clearTimeout(bound);
      resolve(turn.parts);
    });
  });
  controller.dispose();
  return { turnId, seqs, streamed, settled };
}

async function readStored(url: string, turnId: string): Promise<StoredTurn | null> {
  const answer = await httpBackend({ url }).load(sessionId);
  if (answer.state !== 'loaded') return null;
  return answer.turns.find(({ streamId }) => streamId === turnId) ?? null;
}

function startHost(): ChildProcess {
  const file = fileURLToPath(new URL('./host-process.ts', import.meta.url));
  const execArgv = ['--import', import.meta.resolve('tsx')];
  return fork(file, { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
}

async function begin(child: ChildProcess, orders: Orders) {
  const ready = await ask(child, { type: 'orders', orders });
  if (ready.type !== 'ready') throw new Error('the host process answered out of turn');
  return ready;
}

async function end(child: ChildProcess): Promise<number> {
  const last = await ask(child, { type: 'end' });
  if (last.type !== 'cuts') throw new Error('the host process answered out of turn');
  return last.cuts;
}

function ask(child: ChildProcess, message: ToHost): Promise<FromHost> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the host process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as FromHost);
    });
    child.send(message);
  });
}
