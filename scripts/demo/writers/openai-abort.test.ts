/**
 * A cancelled turn reaches the provider, so that it stops writing what nobody will read: it
 * sees the connection close at once, and the writer throws, and does not end
 * as if the answer were complete.
 */
import { describe, expect, it } from 'vitest';

import { ask, provide, writerOf } from './ask-provider.ts';
import type { Reply, Script } from './fake-provider.ts';
import { joined, messageOf, turnOf } from './turn-stub.ts';

const promptMs = 500;

/** A script that writes and then keeps the connection open, and when that connection was closed. */
function staying(write: (reply: Reply) => Promise<void> | void) {
  let opened: (reply: Reply) => void;
  const reply = new Promise<Reply>((resolve) => {
    opened = resolve;
  });
  const script: Script = async (given) => {
    opened(given);
    await write(given);
  };
  return { script, closed: reply.then((given) => given.closed) };
}

/** Cancels a while after it was told to, and knows when that was. */
function canceller() {
  const abort = new AbortController();
  const cancel = { signal: abort.signal, at: Number.POSITIVE_INFINITY, soon };
  function soon(): void {
    setTimeout(() => {
      cancel.at = performance.now();
      abort.abort(new Error('cancelled'));
    }, 20);
  }
  return cancel;
}

describe('a turn that is cancelled', () => {
  it('lets go of the provider at once while an answer streams', async () => {
    const cancel = canceller();
    const { script, closed } = staying((reply) => reply.delta({ content: 'Half an ' }));
    const { frames, error } = await ask(script, cancel, cancel.soon);
    expect(joined(frames)).toBe('Half an ');
    expect(messageOf(error)).toBe('cancelled');
    const waited = (await closed) - cancel.at;
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThan(promptMs);
  });

  it('lets go of the provider while the model has not said anything yet', async () => {
    const cancel = canceller();
    const { script, closed } = staying(cancel.soon);
    const { frames, error } = await ask(script, cancel);
    expect(frames).toEqual([]);
    expect(messageOf(error)).toBe('cancelled');
    expect((await closed) - cancel.at).toBeLessThan(promptMs);
  });

  it('lets go of the provider also while nobody asks for the next frame', async () => {
    const cancel = canceller();
    const { script, closed } = staying(async (reply) => {
      await reply.delta({ content: 'a' });
      await reply.delta({ content: 'b' });
    });
    const frames = writerOf(await provide(script))(turnOf(cancel));
    await frames.next();
    cancel.soon();
    expect((await closed) - cancel.at).toBeLessThan(promptMs);
    await frames.return();
  });

  it('lets go of the provider when its reader walks away', async () => {
    const { script, closed } = staying((reply) => reply.delta({ content: 'Half' }));
    for await (const _ of writerOf(await provide(script))(turnOf({}))) break;
    const leftAt = performance.now();
    expect((await closed) - leftAt).toBeLessThan(promptMs);
  });

  it('does not ask at all when it is cancelled before', async () => {
    const signal = AbortSignal.abort(new Error('no'));
    const { error, requests } = await ask((reply) => reply.done(), { signal });
    expect(messageOf(error)).toBe('no');
    expect(requests).toEqual([]);
  });

  it('does not end as complete when it is cancelled after the finish_reason', async () => {
    const cancel = canceller();
    const { script } = staying((reply) => reply.delta({ content: 'Hello' }, 'stop'));
    const { error } = await ask(script, cancel, cancel.soon);
    expect(messageOf(error)).toBe('cancelled');
  });
});
