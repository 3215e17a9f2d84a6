/**
 * The whole of `--once` in small: two processes, a proxy that cuts, and the verdict. And the same
 * with a liar between client and host, whose lies only the text can show.
 */
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Backend, SourceSink } from '../../../runtime/client/index.ts';
import { ownScript, runChild } from '../../child-process.ts';
import { createChance } from '../writers/chance.ts';
import { planCuts, startCuttingProxy } from './cutting-proxy.ts';
import { runOnce } from './run.ts';
import { isFine, judge } from './verdict.ts';

const small = { frames: 300, cuts: 5, seed: 7, msMax: 30_000 };

/** A backend that changes which frames the client hears, and hides it in the seqs. */
function lying(change: (seq: number) => readonly number[]) {
  return (backend: Backend): Backend => ({
    ...backend,
    open: (sessionId, streamId, after, sink) => {
      const lied: SourceSink = {
        ...sink,
        frame: (stream, seq, kind, data) => {
          for (const said of change(seq)) sink.frame(stream, said, kind, data);
        },
      };
      return backend.open(sessionId, streamId, after, lied);
    },
  });
}

describe('a run of --once', () => {
  it('is green over 5 cuts in 300 frames', async () => {
    const evidence = await runOnce(small);
    const verdict = judge(evidence);
    expect(verdict).toEqual({
      frames: 300,
      cuts: 5,
      lost: 0,
      twice: 0,
      inOrder: true,
      settled: true,
    });
    expect(isFine(verdict, evidence)).toBe(true);
  });

  it('is red when one frame is dropped behind the back of the machines', async () => {
    const drop = lying((seq) => (seq === 150 ? [] : [seq < 150 ? seq : seq - 1]));
    const evidence = await runOnce({ ...small, cuts: 0, between: drop });
    const verdict = judge(evidence);
    expect(verdict).toMatchObject({ lost: 1, settled: false });
    expect(isFine(verdict, evidence)).toBe(false);
  });

  it('is red when one frame is doubled behind the back of the machines', async () => {
    const double = lying((seq) => (seq === 150 ? [150, 151] : [seq < 150 ? seq : seq + 1]));
    const evidence = await runOnce({ ...small, cuts: 0, between: double, msMax: 4_000 });
    const verdict = judge(evidence);
    expect(verdict).toMatchObject({ lost: 0, twice: 1, settled: false });
    expect(isFine(verdict, evidence)).toBe(false);
  });

  it('says its verdict as one object, and nothing else, on stdout', async () => {
    const args = ['--once', '--frames', '40', '--cuts', '1', '--seed', '3', '--json'];
    const [program, rest] = ownScript('scripts/demo/main.ts', args);
    const { code, output } = await runChild(program, rest);
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      frames: 40,
      cuts: 1,
      lost: 0,
      twice: 0,
      inOrder: true,
      settled: true,
      seed: 3,
      seconds: expect.any(Number) as number,
    });
  });
});

describe('the plan of the cuts', () => {
  it('has one offset in each stretch, follows from the seed, and differs with it', () => {
    const plan = planCuts(200, 640_000, createChance('cuts', 1));
    expect(plan).toHaveLength(200);
    for (const [index, offset] of plan.entries()) {
      expect(Math.floor(offset / 3_200)).toBe(index);
    }
    expect(planCuts(200, 640_000, createChance('cuts', 1))).toEqual(plan);
    expect(planCuts(200, 640_000, createChance('cuts', 2))).not.toEqual(plan);
  });
});

describe('the cutting proxy', () => {
  it('resets streaming connections at the planned bytes, and leaves the others alone', async () => {
    const answer = Buffer.alloc(1_000, 'x');
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const proxy = await startCuttingProxy({ port, plan: [300, 900], pauseMs: () => 20 });
    onTestFinished(() => {
      proxy.close();
      server.close();
    });
    const ask = (head: string) =>
      new Promise<{ readonly bytes: number; readonly code: string }>((resolve) => {
        let bytes = 0;
        const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
        const end = (code: string) => {
          resolve({ bytes, code });
          socket.destroy();
        };
        socket.on('data', (chunk) => {
          bytes += chunk.length;
          if (bytes === answer.length) end('whole');
        });
        socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? ''));
        socket.write(head);
      });
    const stream = 'GET /sessions/a/turns/b/stream?after=0 HTTP/1.1\r\n\r\n';
    expect(await ask('GET /sessions/a HTTP/1.1\r\n\r\n')).toEqual({ bytes: 1_000, code: 'whole' });
    expect(await ask(stream)).toEqual({ bytes: 300, code: 'ECONNRESET' });
    expect(await ask(stream)).toEqual({ bytes: 600, code: 'ECONNRESET' });
    expect(await ask(stream)).toEqual({ bytes: 1_000, code: 'whole' });
    expect(proxy.cuts()).toBe(2);
  });
});
