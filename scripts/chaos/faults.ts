/**
 * What can go wrong, one kind after the other: each is what it does to the hosts and to what they
 * stand on, from its beginning to when nothing of it is left.
 *
 * Between two of them all hosts are up. They judge nothing but what a damaged file has served.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../runtime/clock.ts';
import type { Chance } from '../demo/writers/chance.ts';
import type { Ground, LmdbGround, RedisGround } from './ground.ts';
import type { Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import { ask } from './person.ts';
import { readToEnd } from './stream-reader.ts';

export interface Scene {
  readonly lives: readonly Life[];
  readonly ground: Ground;
  readonly chance: Chance;
  readonly ledger: Ledger;
}

export interface Fault {
  readonly kind: string;
  readonly strike: (scene: Scene) => Promise<void>;
}

const one = ({ lives, chance }: Scene): Life => lives[chance.below(lives.length)] as Life;

const kill: Fault = {
  kind: 'kill',
  strike: async (scene) => {
    const life = one(scene);
    await life.end();
    await pause(scene.chance.below(200));
    await life.begin();
  },
};

/** People ask all the time: a lock is taken much sooner. */
const holdMsMax = 30_000;

const anywhere: readonly Fault[] = [
  kill,
  {
    // With one of four a lease runs out meanwhile, and the other host takes the turns over.
    kind: 'stop',
    strike: async (scene) => {
      const life = one(scene);
      life.host.signal('SIGSTOP');
      await pause(scene.chance.below(4) === 0 ? 11_500 : 200 + scene.chance.below(1_500));
      life.host.signal('SIGCONT');
    },
  },
  {
    // Another takes the lock over meanwhile and writes; then the first goes on with its old fence.
    kind: 'stopHolder',
    strike: async (scene) => {
      const { host } = one(scene);
      const another = scene.lives.find((life) => life.host !== host)?.host;
      host.tell({ type: 'hold' });
      const heard = await host.hears(holdMsMax);
      if (heard?.type !== 'holding') return;
      host.signal('SIGSTOP');
      const turn = `/sessions/${heard.sessionId}/turns/${systemClock.id()}`;
      // Of a turn that is not there: all that it does is to write the record, under the lock.
      await ask(another?.url ?? null, `${turn}/cancel`, {});
      host.signal('SIGCONT');
    },
  },
  {
    kind: 'failingWrite',
    strike: async (scene) => {
      one(scene).host.tell({ type: 'fail', writes: 1 + scene.chance.below(12), isLate: false });
      await pause(100);
    },
  },
  {
    kind: 'failingFlush',
    strike: async (scene) => {
      one(scene).host.tell({ type: 'fail', writes: 1 + scene.chance.below(12), isLate: true });
      await pause(100);
    },
  },
  {
    kind: 'clockJump',
    strike: async (scene) => {
      const ms = scene.chance.pick([3_600_000, -3_600_000, 11_000, -11_000, 86_400_000]);
      one(scene).host.tell({ type: 'jump', ms });
      await pause(100);
    },
  },
];

function ofLmdb(ground: LmdbGround): readonly Fault[] {
  const damage: Fault = {
    kind: 'damagedFile',
    strike: async (scene) => {
      const [first, ...others] = scene.lives;
      for (const life of scene.lives) await life.end();
      await ground.keep();
      await ground.spoil(scene.chance);
      // It may refuse to open what it finds. What it serves has to be what there was.
      for (const { host } of scene.lives) host.isHidden = true;
      if (first !== undefined && (await first.begin())) await compare(scene, first);
      await first?.end();
      await ground.restore();
      for (const { host } of scene.lives) host.isHidden = false;
      for (const life of [first, ...others]) await life?.begin();
    },
  };
  if (ground.whyNoDisk !== null) return [damage];
  const full: Fault = {
    kind: 'fullDisk',
    strike: async ({ chance }) => {
      await ground.fill();
      await pause(300 + chance.below(1_000));
      await ground.free();
    },
  };
  return [damage, full];
}

/** Reads some of the journals that are known, as far as they are served. */
async function compare({ ledger, chance }: Scene, life: Life): Promise<void> {
  const known = [...ledger.journals.keys()];
  for (let reads = 0; reads < 6 && known.length > 0; reads += 1) {
    const endsAt = performance.now() + 400;
    const [sessionId = '', turnId = ''] = (known[chance.below(known.length)] ?? '').split('.');
    const texts = await readToEnd({
      url: () => life.host.url,
      sessionId,
      turnId,
      chance,
      ledger,
      cutBytesMax: null,
      cut: () => undefined,
      isOver: () => performance.now() > endsAt,
    });
    // Served with an end, it has to be whole.
    if (texts !== null) ledger.compare(`${sessionId}.${turnId}`, texts);
  }
}

function ofRedis({ server, killClients }: RedisGround): readonly Fault[] {
  return [
    {
      kind: 'redisKill',
      strike: async ({ chance }) => {
        await server.kill();
        await pause(chance.below(500));
        await server.start();
      },
    },
    {
      kind: 'redisPause',
      strike: async ({ chance }) => {
        server.pause();
        await pause(200 + chance.below(2_000));
        server.resume();
      },
    },
    { kind: 'clientKill', strike: killClients },
  ];
}

export function faultsOf(ground: Ground): readonly [Fault, ...Fault[]] {
  const own = ground.kind === 'lmdb' ? ofLmdb(ground) : ofRedis(ground);
  return [kill, ...anywhere.slice(1), ...own];
}
