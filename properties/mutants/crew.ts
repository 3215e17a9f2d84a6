/**
 * Worker threads that run the jobs of a bundle: each takes the next job when it has done one.
 *
 *   serve((job) => result);                                     // in the bundle's entry
 *   const crew = new Crew<Job, Result>(bundle.file, 2);         // outside
 *   await crew.run(jobs, (result, job) => ...).finally(() => crew.end());
 *
 * Jobs and results are plain data. A job that throws fails the run, with the stack of the thread; a
 * thread that ends by itself does, too. The threads die with the process. It must never know what a
 * job is about.
 */
import { parentPort, Worker } from 'node:worker_threads';

type Reply =
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly stack: string };

/** Called once by the entry of a bundle, in its thread. `tell` says how far a long job has come. */
export function serve(work: (job: never, tell: (text: string) => void) => unknown): void {
  if (parentPort === null) throw new Error('serve is called in a worker thread only');
  const port = parentPort;
  const tell = (text: string) => {
    const told: Reply = { kind: 'told', text };
    port.postMessage(told);
  };
  port.on('message', (job) => {
    void Promise.resolve()
      .then(() => work(job as never, tell))
      .then(
        (result): Reply => ({ kind: 'result', result }),
        (error: unknown): Reply => ({ kind: 'failed', stack: stackOf(error) }),
      )
      .then((reply) => port.postMessage(reply));
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export class Crew<Job, Result> {
  private readonly workers: readonly Worker[];

  constructor(file: string, size = 2) {
    // What started this process (a TypeScript loader) is of no use to a bundle.
    const execArgv = ['--enable-source-maps'];
    this.workers = Array.from({ length: size }, () => new Worker(file, { execArgv }));
  }

  /** Runs all jobs, begun in their order; resolves when the last is done, rejects at a failure. */
  async run(
    jobs: Iterable<Job>,
    done: (result: Result, job: Job) => void | Promise<void> = () => undefined,
    told: (text: string) => void = () => undefined,
  ): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    await Promise.all(
      this.workers.map(async (worker) => {
        for (let next = queue.next(); next.done !== true; next = queue.next()) {
          await done((await ask(worker, next.value, told)) as Result, next.value);
        }
      }),
    ).catch(async (error: unknown) => {
      await this.end();
      throw error;
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, job: unknown, told: (text: string) => void): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    };
    const onMessage = (reply: Reply) => {
      if (reply.kind === 'told') return told(reply.text);
      return settle(() =>
        reply.kind === 'result'
          ? resolve(reply.result)
          : reject(new Error(`a job failed in its thread:\n${reply.stack}`)),
      );
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = (code: number) => settle(() => reject(new Error(`a thread ended: ${code}`)));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
    worker.postMessage(job);
  });
}
