/** Each harm does to a line what its name says, between events and never inside one. */
import { describe, expect, it } from 'vitest';
import { createLine } from './line.ts';

const events = ['id: s:1\nevent: text\ndata: "a"\n\n', 'id: s:2\nevent: text\ndata: "ö"\n\n'];

function stand(delayMs = () => 0) {
  const encoder = new TextEncoder();
  let feed: ReadableStreamDefaultController<Uint8Array> | null = null;
  const told = { isCancelled: false, resets: 0, closes: 0 };
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => {
      feed = controller;
    },
    cancel: () => {
      told.isCancelled = true;
    },
  });
  const line = createLine(source, {
    delayMs,
    reset: () => void told.resets++,
    closed: () => void told.closes++,
  });
  const reader = line.body.getReader();
  const decoder = new TextDecoder();
  return {
    line,
    told,
    reader,
    send: (text: string) => feed?.enqueue(encoder.encode(text)),
    sendBytes: (bytes: Uint8Array) => feed?.enqueue(bytes),
    close: () => feed?.close(),
    read: async () => {
      const { done, value } = await reader.read();
      return done ? null : decoder.decode(value, { stream: true });
    },
  };
}

describe('a line', () => {
  it('passes what comes, in order, and ends when its source does', async () => {
    const { send, close, read, told } = stand();
    for (const event of events) send(event);
    close();
    expect([await read(), await read(), await read()]).toEqual([...events, null]);
    expect(told).toEqual({ isCancelled: false, resets: 0, closes: 1 });
  });

  it('holds each chunk for its delay, and still passes all of them in order', async () => {
    const { send, read } = stand(() => 80);
    const startMs = performance.now();
    for (const event of events) send(event);
    expect([await read(), await read()]).toEqual(events);
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(75);
    // Both are held at the same time: a delay is no throttle.
    expect(tookMs).toBeLessThan(155);
  });

  it('ends early as if it were whole, and lets go of its source', async () => {
    const { line, send, read, told } = stand();
    send(events[0] ?? '');
    await read();
    line.end();
    expect(await read()).toBeNull();
    expect(told).toEqual({ isCancelled: true, resets: 0, closes: 1 });
  });

  it('is cut by a reset of its socket', async () => {
    const { line, told } = stand();
    line.cut();
    expect(told).toEqual({ isCancelled: false, resets: 1, closes: 1 });
  });

  it('sends frames again, and only frames, and only between events', async () => {
    const { line, send, sendBytes, read } = stand();
    const whole = new TextEncoder().encode(events[1]);
    const middle = whole.indexOf(0xc3) + 1;
    send(events[0] ?? '');
    send(': a sign of life\n\n');
    await read();
    await read();
    sendBytes(whole.slice(0, middle));
    await read();
    expect(line.replay(20)).toBe(1);
    sendBytes(whole.slice(middle));
    const rest = await read();
    expect(rest).toBe('ö"\n\n');
    expect(await read()).toBe(events[0]);
    expect(line.replay(1)).toBe(1);
    expect(await read()).toBe(events[1]);
  });

  it('lets go of its source when its reader leaves', async () => {
    const { reader, told } = stand();
    await reader.cancel();
    expect(told).toEqual({ isCancelled: true, resets: 0, closes: 1 });
  });
});
