/**
 * A TCP proxy that cuts: it counts the bytes that go down its streaming connections, and at each
 * offset of its plan it resets the connection, in the middle of whatever is there.
 *
 * It copies bytes and knows nothing of HTTP but the address of a stream in a request's head. What
 * it has let through before a cut may still be lost: a reset overtakes what was not read.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import type { Chance } from '../writers/chance.ts';

export interface CuttingProxy {
  readonly url: string;
  /** How many connections it has cut. */
  readonly cuts: () => number;
  close(): void;
}

export interface CuttingOptions {
  readonly port: number;
  /** Offsets in the bytes of all streaming connections together, ascending. */
  readonly plan: readonly number[];
  /** How long a connection that is to be cut stands still before. Drawn for each cut. */
  readonly pauseMs: () => number;
}

/** One cut in each of `cuts` equal stretches of the bytes, anywhere in it. */
export function planCuts(cuts: number, bytes: number, chance: Chance): readonly number[] {
  const stretch = bytes / cuts;
  return Array.from({ length: cuts }, (_, i) =>
    Math.floor(i * stretch + chance.below(Math.max(1, Math.floor(stretch)))),
  );
}

export async function startCuttingProxy(options: CuttingOptions): Promise<CuttingProxy> {
  const { port, plan, pauseMs } = options;
  const open = new Set<Socket>();
  let passed = 0;
  let cuts = 0;

  /** Passes what comes before the next cut, then cuts; false when the connection is over. */
  const pass = (client: Socket, bytes: Buffer): boolean => {
    const next = plan[cuts] ?? Number.POSITIVE_INFINITY;
    const room = Math.max(0, next - passed);
    if (bytes.length <= room) {
      passed += bytes.length;
      client.write(bytes);
      return true;
    }
    passed += room;
    cuts++;
    client.write(bytes.subarray(0, room), () =>
      setTimeout(() => client.resetAndDestroy(), pauseMs()),
    );
    return false;
  };

  const server = createServer({ noDelay: true }, (client) => {
    const host = connect({ port, host: '127.0.0.1', noDelay: true });
    let isStream = false;
    let isCut = false;
    for (const socket of [client, host]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // A reset is everyday life here, on both sides.
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes: Buffer) => {
      isStream ||= bytes.includes('/stream?after=');
      host.write(bytes);
    });
    host.on('data', (bytes: Buffer) => {
      if (isCut) return;
      if (!isStream) client.write(bytes);
      else if (!pass(client, bytes)) {
        isCut = true;
        host.resetAndDestroy();
      }
    });
    client.on('close', () => host.destroy());
    host.on('end', () => client.end());
    host.on('close', () => {
      if (!isCut) client.destroySoon();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
