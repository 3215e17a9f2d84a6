/**
 * Sessions are independent: nothing that is asked of one touches another (O5), and a world needs no
 * second session to be whole.
 *
 * A host is one composition for each session and a client one for each pane, so what two sessions
 * have in common is the code, the shell of the host and the store. Here the code is shown to
 * remember nothing between two steps, and the shell to name in each access the session that it was
 * asked about, also when both sessions have turns of the same ids.
 */
import { describe, expect, test } from 'vitest';
import { createHost, type Host } from '../../runtime/host/host.ts';
import type { Producer } from '../../runtime/host/producer.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { explore } from '../explorer/explore.ts';
import { localTables } from '../explorer/local-tables.ts';
import type { Actor } from '../explorer/system.ts';
import { systemOf, type World } from './world.ts';

const world: World = {
  name: 'one session',
  about: 'All that a tab and a host hear of, in one small session.',
  tabs: ['a'],
  live: false,
  budgets: { turns: 1, stops: 1 },
};

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

describe('the code that decides', () => {
  const { actors } = systemOf(world);
  const tables = Array.from(localTables(explore(systemOf(world)).tables));

  test.each(actors.map((actor) => [actor.name, actor] as const))(
    '%s remembers nothing but its state: in any order each step is the same, and changes no input',
    (name, actor: Actor) => {
      const table = tables.find((one) => one.actor === name);
      const messages = new Map(table?.messages.map(({ id, message }) => [id, message]));
      // The other way around: after a session that has ended comes what one hears at first.
      const all = (table?.reactions ?? []).toReversed();
      // What costs something that is spent was not asked for, so there is nothing to compare.
      const reactions = all.filter(({ next }) => next !== null);
      for (const { state, message, next } of reactions) {
        const [before, said] = [table?.states[state], messages.get(message)];
        if (said === undefined) throw new Error(`${name}: a message is not in its table`);
        const again = actor.react(frozen(structuredClone(before)), frozen(structuredClone(said)));
        expect(again?.state).toEqual(table?.states[next ?? -1]);
      }
      expect(reactions.length).toBeGreaterThan(0);
    },
  );
});

/** Says whose it is, asks, and says what was answered. */
const talking: Producer = async function* ({ sessionId, ask }) {
  yield { kind: 'text', data: `${sessionId}: ` };
  yield { kind: 'text', data: yield* ask({ id: 'p', title: 'Go on?' }) };
};

/** A store that keeps the name in each access: of a session, or of a journal and so of one. */
function overheard(store: Store, names: string[]): Store {
  const nameIn = (first: unknown) =>
    typeof first === 'string' ? first : (first as { readonly sessionId: string }).sessionId;
  return new Proxy(store, {
    get(target, method: keyof Store) {
      const access = target[method] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        names.push(nameIn(args[0]));
        return access.apply(target, args);
      };
    },
  });
}

async function hasAsked(host: Host, store: Store, sessionId: string, turnId: string) {
  await host.start(sessionId, turnId, 'why?');
  const read = () => store.head(`${sessionId}.${turnId}`);
  await expect.poll(async () => (await read())?.lastSeq).toBe(2);
}

async function isFree(store: Store, sessionId: string) {
  await expect.poll(async () => (await store.load(sessionId))?.owner).toBe(null);
}

function answering(host: Host, sessionId: string, turnId: string, value: string) {
  return host.answer(sessionId, turnId, { promptId: 'p', answerId: value, value });
}

/** Everything that can be done to a session, with the ids that the other one has, too. */
async function meddle(host: Host, store: Store, sessionId: string): Promise<void> {
  await hasAsked(host, store, sessionId, 't1');
  expect(await answering(host, sessionId, 't1', 'no')).toEqual({ state: 'accepted' });
  await isFree(store, sessionId);
  await hasAsked(host, store, sessionId, 't2');
  expect(await host.cancel(sessionId, 't2')).toEqual({ state: 'accepted' });
  await isFree(store, sessionId);
  expect(await host.edit(sessionId, 't1')).toEqual({ state: 'done' });
}

/** What is left of session b, of whose turn somebody meddles with session a in the middle. */
async function afterwards(between: (host: Host, store: Store) => Promise<void>) {
  const store = createMemoryStore();
  const names: string[] = [];
  const host = createHost({ producer: talking, store: overheard(store, names) });
  await hasAsked(host, store, 'b', 't1');
  const before = names.length;
  await between(host, store);
  const touched = names.slice(before);
  expect(await answering(host, 'b', 't1', 'yes')).toEqual({ state: 'accepted' });
  await isFree(store, 'b');
  await host.close();
  const { updatedAt: _, ...record } = (await store.load('b')) ?? { updatedAt: 0 };
  const frames = await store.read('b.t1', 0, { frames: 99, chars: 999 });
  return { record, frames, touched };
}

describe('the shell of a host', () => {
  test('O5: whatever is done to one session leaves the other as if it were alone', async () => {
    const alone = await afterwards(() => Promise.resolve());
    const both = await afterwards((host, store) => meddle(host, store, 'a'));
    expect([both.record, both.frames]).toEqual([alone.record, alone.frames]);
    expect(alone.record).toMatchObject({ turns: [{ streamId: 't1', outcome: 'done' }] });
  });

  test('O5: what is done to one session names no other in the store', async () => {
    const { touched } = await afterwards((host, store) => meddle(host, store, 'a'));
    // The lease of the turn that waits in the other session is renewed meanwhile, or is not.
    const others = touched.filter((name) => !/^a([.].+)?$/.test(name) && name !== 'b.t1');
    expect(others).toEqual([]);
    expect(touched.filter((name) => name.startsWith('a'))).not.toEqual([]);
  });

  test('O5: a stop names its session, and one of another session stops nothing here', async () => {
    const store = createMemoryStore();
    const host = createHost({ producer: talking, store });
    await hasAsked(host, store, 'b', 't1');
    expect(await host.cancel('a', 't1')).toEqual({ state: 'accepted' });
    expect(await host.status('b', 't1')).toEqual({ state: 'active' });
    expect(await answering(host, 'a', 't1', 'no')).toEqual({ state: 'gone' });
    expect(await host.load('b')).toMatchObject({ last: { streamId: 't1', phase: 'running' } });
    await host.close();
  });
});
