/** The bounds of a socket: a head too long or too slow, a body too slow, a connection left idle. */
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SocketLimits } from './limits.ts';
import { serve } from './node.ts';

/** Says this on one connection; all that comes back until the other side ends it. */
async function say(limits: Partial<SocketLimits>, text: string): Promise<string> {
  const handler = async (request: Request) => new Response(await request.text());
  const server = await serve(handler, { limits });
  onTestFinished(() => server.close());
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      said += chunk.toString();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(said));
  });
}

const start = 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 4\r\n';

/** Shorter than what a socket may take by default, so that a limit that is not heard is seen. */
const msMax = 4_000;

describe('a socket', { timeout: msMax }, () => {
  test('whose head does not come is told so and closed', async () => {
    expect(await say({ headMsMax: 40 }, start)).toMatch(/^HTTP\/1.1 408 /);
  });

  test('whose body does not come is cut: it is being answered already', async () => {
    expect(await say({ headMsMax: 600, requestMsMax: 700 }, `${start}\r\nab`)).toBe('');
  });

  test('whose head is too long is told so and closed', async () => {
    const long = `GET / HTTP/1.1\r\nhost: here\r\nx: ${'x'.repeat(3_000)}\r\n\r\n`;
    expect(await say({ headBytesMax: 2_000 }, long)).toMatch(/^HTTP\/1.1 431 /);
  });

  test('that asks for nothing more is closed after its answer', async () => {
    const answer = await say({ idleMsMax: 40 }, `${start}\r\nabcd`);
    expect(answer).toMatch(/^HTTP\/1.1 200 [\s\S]*abcd$/);
  });
});

test('a server that closes cuts what has not ended by its bound', { timeout: msMax }, async () => {
  const server = await serve(async () => new Response(new ReadableStream()), { closeMsMax: 40 });
  const response = await fetch(server.url);
  await server.close();
  await expect(response.text()).rejects.toThrow(/terminated/);
});
