/**
 * Where the sessions of a run are kept: a folder of LMDB on a small disk of its own, or a Redis
 * that flushes every write. What can happen to each of them is among the faults.
 *
 * It knows nothing of what is kept.
 */
import { cp, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import type { Chance } from '../demo/writers/chance.ts';
import { type RedisServer, startRedis } from '../redis-server.ts';
import type { Orders } from './host-process.ts';
import { mountSmallDisk } from './small-disk.ts';

/** Big enough for the longest run, small enough to be filled in a moment. Megabytes. */
const diskMb = 192;

export interface LmdbGround {
  readonly kind: 'lmdb';
  readonly store: Orders['store'];
  /** Why there is no small disk that could be filled, and what to do; null when there is. */
  readonly whyNoDisk: string | null;
  /** Takes all that is left of the disk, and gives it back. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Keeps the data as they are, spoils them, and puts them back. */
  keep(): Promise<void>;
  spoil(chance: Chance): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export interface RedisGround {
  readonly kind: 'redis';
  readonly store: Orders['store'];
  readonly server: RedisServer;
  /** CLIENT KILL: every connection but the one that asks. */
  killClients(): Promise<void>;
  close(): Promise<void>;
}

export type Ground = LmdbGround | RedisGround;

export async function lmdbGround(folder: string): Promise<LmdbGround> {
  const disk = join(folder, 'disk');
  const kept = join(folder, 'kept');
  await mkdir(disk);
  const small = await mountSmallDisk(disk, diskMb);
  const isSmall = typeof small !== 'string';
  const path = join(isSmall ? small.path : disk, 'store');
  const data = join(path, 'data.mdb');
  const ballast = join(path, '../ballast');
  return {
    kind: 'lmdb',
    store: { path },
    whyNoDisk: isSmall ? null : small,
    fill: async () => {
      const file = await open(ballast, 'w');
      const chunk = Buffer.alloc(65_536);
      try {
        for (;;) await file.write(chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    keep: () => cp(path, kept, { recursive: true, force: true }),
    spoil: async (chance) => {
      const { size } = await stat(data);
      const file = await open(data, 'r+');
      try {
        if (chance.below(2) === 0) await file.truncate(chance.below(size));
        else {
          const bytes = Buffer.from(Array.from({ length: 64 }, () => chance.below(256)));
          for (let places = 0; places < 8; places += 1) {
            await file.write(bytes, 0, bytes.length, chance.below(Math.max(1, size - 64)));
          }
        }
      } finally {
        await file.close();
      }
    },
    restore: async () => {
      await rm(path, { recursive: true, force: true });
      await cp(kept, path, { recursive: true });
    },
    close: async () => {
      if (isSmall) small.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function redisGround(folder: string): Promise<RedisGround> {
  const server = await startRedis();
  await writeFile(join(folder, 'redis'), server.url);
  return {
    kind: 'redis',
    store: { url: server.url },
    server,
    killClients: async () => {
      const client = createClient({ url: server.url });
      client.on('error', () => undefined);
      await client.connect();
      for (const type of ['normal', 'pubsub']) {
        await client.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes']);
      }
      client.destroy();
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
