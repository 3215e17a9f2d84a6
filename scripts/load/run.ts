/**
 * Puts a crowd in front of a host: on one stream, and on as many streams as there are readers. What
 * the host's memory holds for one attached reader is the difference that the crowd makes while
 * nothing is written; then all is written and each reader is judged.
 *
 * With minutes, turns follow upon each other for so long, and the host's memory is asked for after
 * each: what was held at the beginning and at the end is the evidence that nothing piles up.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { httpBackend } from '../../runtime/client/index.ts';
import { systemClock } from '../../runtime/clock.ts';
import { type Crowd, gather, type Tally } from './crowd.ts';
import type { FromHost, Memory, Orders, ToHost } from './host-process.ts';

export type Shape = 'one stream' | 'many streams';

export interface Row extends Tally {
  readonly shape: Shape;
  readonly readers: number;
  /** Frames of each stream, the terminal included. */
  readonly frames: number;
  /** What the host holds for one reader, its stream included where each has its own. */
  readonly bytesPerReader: number;
  readonly framesPerSecond: number;
  readonly seconds: number;
}

export interface Hold {
  readonly minutes: number;
  readonly turns: number;
  readonly firstMb: number;
  readonly lastMb: number;
  readonly tally: Tally;
}

type Progress = (doing: string) => void;

export async function runShape(
  shape: Shape,
  readers: number,
  orders: Orders,
  progress: Progress,
): Promise<Row> {
  const host = await startHost(orders);
  try {
    const streams = shape === 'one stream' ? 1 : readers;
    progress(`${shape}: starting`);
    const urls = await startTurns(host.url, streams);
    const before = await host.measure();
    progress(`${shape}: ${readers} readers attach`);
    const crowd = gather(Array.from({ length: readers }, (_, at) => urls[at % streams] ?? ''));
    await crowd.attached;
    const after = await host.measure();
    const { seconds, tally } = await write(host, crowd, (doing) => progress(`${shape}: ${doing}`));
    return {
      shape,
      readers,
      frames: orders.frames + 1,
      ...tally,
      bytesPerReader: Math.round((after.usedBytes - before.usedBytes) / readers),
      framesPerSecond: Math.round(tally.delivered / seconds),
      seconds,
    };
  } finally {
    host.end();
  }
}

/** One turn after the other, each with the whole crowd, until the time is over. */
export async function runHold(
  minutes: number,
  readers: number,
  orders: Orders,
  progress: Progress,
): Promise<Hold> {
  const host = await startHost(orders);
  try {
    const endsAt = systemClock.now() + minutes * 60_000;
    const heldMb: number[] = [];
    const total = { delivered: 0, lost: 0, twice: 0, reopened: 0 };
    while (systemClock.now() < endsAt || heldMb.length < 2) {
      const [url = ''] = await startTurns(host.url, 1);
      const crowd = gather(Array.from({ length: readers }, () => url));
      await crowd.attached;
      const { tally } = await write(host, crowd, () => undefined);
      for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
      const { usedBytes } = await host.measure();
      heldMb.push(megabytes(usedBytes));
      const left = Math.max(0, Math.ceil((endsAt - systemClock.now()) / 1_000));
      progress(`${heldMb.length} turns, ${heldMb.at(-1)} MB held, ${left} s left`);
    }
    // The first turn has filled what a host fills once: compiled code, pools, caches.
    const [, firstMb = 0] = heldMb;
    const turns = heldMb.length;
    return { minutes, turns, firstMb, lastMb: heldMb.at(-1) ?? 0, tally: total };
  } finally {
    host.end();
  }
}

async function write(host: LoadedHost, crowd: Crowd, progress: Progress) {
  const startMs = performance.now();
  try {
    await host.go();
    const watch = setInterval(() => progress(`${crowd.tally().delivered} frames`), 500);
    await crowd.ended.finally(() => clearInterval(watch));
    return { seconds: (performance.now() - startMs) / 1_000, tally: crowd.tally() };
  } finally {
    crowd.leave();
  }
}

/** The addresses of the streams, each in a session of its own; so many are asked for at once. */
async function startTurns(url: string, count: number, atOnce = 50): Promise<readonly string[]> {
  const backend = httpBackend({ url });
  const urls: string[] = [];
  while (urls.length < count) {
    const group = Array.from({ length: Math.min(atOnce, count - urls.length) }, async () => {
      const [sessionId, turnId] = [systemClock.id(), systemClock.id()];
      const answer = await backend.start(sessionId, turnId, 'go on');
      if (answer.state !== 'started') throw new Error(`a start was answered ${answer.state}`);
      return `${url}/sessions/${sessionId}/turns/${turnId}/stream`;
    });
    urls.push(...(await Promise.all(group)));
  }
  return urls;
}

interface LoadedHost {
  readonly url: string;
  measure(): Promise<Memory>;
  go(): Promise<void>;
  end(): void;
}

async function startHost(orders: Orders): Promise<LoadedHost> {
  const file = fileURLToPath(new URL('./host-process.ts', import.meta.url));
  const execArgv = ['--import', import.meta.resolve('tsx')];
  const child = fork(file, { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
  const ready = await ask(child, { type: 'orders', orders }, 'ready');
  return {
    url: ready.url,
    measure: () => ask(child, { type: 'measure' }, 'memory'),
    go: async () => {
      await ask(child, { type: 'go' }, 'going');
    },
    end: () => void child.kill(),
  };
}

function ask<Type extends FromHost['type']>(
  child: ChildProcess,
  message: ToHost,
  type: Type,
): Promise<Extract<FromHost, { type: Type }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the host process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer: FromHost) => {
      child.off('exit', ended);
      if (answer.type === type) resolve(answer as Extract<FromHost, { type: Type }>);
      else reject(new Error(`the host process answered ${answer.type} instead of ${type}`));
    });
    child.send(message);
  });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 10_000) / 100;
}
