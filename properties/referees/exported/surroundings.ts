/**
 * What surrounds the machines of a world, in Murphi: the texts of `surroundings/`, written by hand
 * after docs/protocol.md, and after properties/world where that is silent, with the numbers that
 * this world's machines know things by.
 *
 * Nothing of what a lane, a connection, a watch, the store or a budget does comes from the
 * explorer's tables: of those only the words are read, which are what the machines hear and say.
 */
import { readFile } from 'node:fs/promises';
import type { SessionRecord } from '../../../machines/vocabulary.ts';
import type { Budgets } from '../../world/budget.ts';
import { echoKey, laneOf } from '../../world/lane.ts';
import { firstPosts } from '../../world/tab.ts';
import type { World } from '../../world/world.ts';
import { type Lookup, printLookup } from '../lookup.ts';
import type { Written } from '../murphi.ts';
import type { Choices } from '../murphi-table.ts';
import { type ExportedActor, engineName } from './actor-tables.ts';
import { Alphabet } from './alphabet.ts';
import { dataLookups, journalMax, nameData } from './facts.ts';
import { nameReaders, parameter, readerLookups, sends, waits } from './reader-table.ts';
import { type Role, spell } from './spelling.ts';
import { posted, poster, type Told, takeWords, wordLookups } from './word-lookups.ts';

/** Whose tables are exported: those that are made of the generated machines. */
export const tablesOf = 'tabs, hosts, and the reader of a connection';

/** What is written by hand, in an order in which each knows the procedures that it calls. */
export const texts = ['budget', 'told', 'watch', 'lane', 'wire', 'store'] as const;

export function roleOf(actor: string, { hosts = ['host'] }: World): Role {
  if (hosts.includes(actor)) return 'host';
  if (actor === 'store' || actor === 'budget' || actor === 'told') return actor;
  const [, part] = actor.split('.');
  if (part === undefined) return 'tab';
  return part === 'wire' || part === 'watch' ? part : 'lane';
}

/** Tables: those of the machines. */
export function isMachine(actor: string, world: World): boolean {
  return ['tab', 'host'].includes(roleOf(actor, world));
}

/** All that is written by hand is one actor, so that each procedure is called in one place. */
const around = 'around';

export interface Surrounded {
  readonly tables: readonly ExportedActor[];
  readonly written: Written;
}

/** What no hand-written actor does: such a world has no referee of this kind. */
const unknown = ['slips', 'garbles', 'trims'] as const;

/** `actors`: all of the world. Those that are written by hand are here for what they are told. */
export async function surroundings(
  world: World,
  actors: readonly ExportedActor[],
): Promise<Surrounded> {
  const fault = unknown.find((one) => world.budgets[one] !== undefined);
  if (fault !== undefined) throw new Error(`nothing by hand knows of ${fault}`);
  const alphabet = new Alphabet();
  nameWorld(alphabet, world, actors);
  const machines = actors.filter(({ actor }) => isMachine(actor, world));
  const others = actors.filter(({ actor }) => !isMachine(actor, world));
  const wordsOf = ({ actor, messageValues }: ExportedActor) =>
    messageValues.map((one) => spell(alphabet, roleOf(actor, world), actor, one));
  const told: Told = { name: around, words: others.flatMap(wordsOf) };
  const heard = [...machines.map((one) => ({ name: one.name, words: wordsOf(one) })), told];
  const asked = world.tabs.flatMap((tab) =>
    firstPosts(tab).map(({ to, message }) => spell(alphabet, 'lane', to, message)),
  );
  // A fence may be raised once more than anybody has said.
  alphabet.number('fence', alphabet.size('fence'));
  const lookups = [
    ...dataLookups(alphabet),
    ...readerLookups(alphabet),
    ...worldLookups(alphabet, world),
    ...wordLookups(told.words),
  ];
  const parts = await Promise.all(texts.map(readText));
  const written = {
    actors: [{ name: around, messages: told.words.length, take: takeWords(told.words) }],
    types: [alphabet.print(), flags(alphabet, world), ...parts.map(({ types }) => types)].join(
      '\n',
    ),
    fields: {
      budget: 'array [fault_name] of count_of_fault',
      told: 'array [key_name] of boolean',
      watches: 'array [watch_name] of watch_record',
      lanes: 'array [lane_name] of lane_record',
      wires: 'array [wire_name] of wire_record',
      store: 'store_record',
    },
    text: [
      ...lookups.map(printLookup),
      ...posted.map((word) => poster(alphabet, word, heard)),
      ...parts.map(({ procedures }) => procedures),
    ].join('\n\n'),
    start: [
      ...['budget', 'told', 'watches', 'lanes', 'wires', 'store'].map((one) => `start_${one}();`),
      ...asked.flatMap((one) =>
        one === null ? [] : [`${one.word}(queue, ${one.args.join(', ')});`],
      ),
    ].join('\n'),
    choices: choices(alphabet),
  };
  return { tables: machines.map((machine) => postingAround(machine, others)), written };
}

/** What is posted to those that are written by hand is posted to the one that they are. */
function postingAround(machine: ExportedActor, others: readonly ExportedActor[]): ExportedActor {
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const { name, messages } of others) {
    offsets.set(name, offset);
    offset += messages;
  }
  const entries = machine.entries.map((entry) => {
    if (entry.reaction === null) return entry;
    const posts = entry.reaction.posts.map(({ to, message }) => {
      const at = offsets.get(to);
      return at === undefined ? { to, message } : { to: around, message: at + message };
    });
    return { ...entry, reaction: { ...entry.reaction, posts } };
  });
  return { ...machine, entries };
}

async function readText(name: string) {
  const text = await readFile(new URL(`surroundings/${name}.m`, import.meta.url), 'utf8');
  const from = text.search(/^(?:function|procedure) /m);
  return { types: text.slice(0, from), procedures: text.slice(from) };
}

function nameWorld(alphabet: Alphabet, world: World, actors: readonly ExportedActor[]): void {
  const store = actors.find(({ actor }) => actor === 'store')?.stateValues[0];
  nameData(alphabet, (store as { readonly record: SessionRecord }).record);
  alphabet.name('host', '', 'h_nobody');
  alphabet.name('key', '', 'k_only');
  alphabet.name('key', echoKey, 'k_older');
  for (const fault of ['duplicates', 'losses', 'breaks', 'ends', 'refusals', 'expiries']) {
    alphabet.name('fault', fault, `f_${fault}`);
  }
  for (const fault of Object.keys(world.budgets)) alphabet.code('fault', fault);
  for (const { actor } of actors) {
    const role = roleOf(actor, world);
    if (role === 'host' || role === 'lane' || role === 'wire' || role === 'watch') {
      alphabet.name(role, actor, `${role}_${engineName(actor)}`);
    }
  }
  const wires = actors.filter(({ actor }) => roleOf(actor, world) === 'wire');
  const held = wires.flatMap(({ stateValues }) =>
    (stateValues as readonly ({ readonly reader: never } | null)[]).map(
      (one) => one?.reader ?? null,
    ),
  );
  nameReaders(alphabet, held);
}

/** Constants: how many there are of each, and what this world does. */
function flags(alphabet: Alphabet, world: World): string {
  const flag = (is: boolean | undefined) => (is === true ? 1 : 0);
  const most = Object.values(world.budgets).filter((count) => Number.isFinite(count));
  const counts = {
    journal_max: journalMax,
    host_max: alphabet.size('host') - 1,
    stream_max: Math.max(1, alphabet.size('stream')),
    says_max: alphabet.size('says') - 1,
    reader_waits: waits,
    reader_sends: sends,
    asks_status: laneKinds.indexOf('settle'),
    asks_cancel: laneKinds.indexOf('cancel'),
    asks_start: laneKinds.indexOf('start'),
    asks_answer: laneKinds.indexOf('answer'),
    echoes: flag(world.echoes),
    slowly: flag(world.slowly),
    retells: flag(world.retells),
    has_wires: flag(alphabet.size('wire') > 0),
  };
  return [
    'const',
    ...Object.entries(counts).map(([name, value]) => `  ${name}: ${value};`),
    'type',
    `  count_of_fault: 0..${Math.max(0, ...most)};`,
  ].join('\n');
}

const laneKinds = ['load', 'start', 'settle', 'cancel', 'answer'] as const;

function worldLookups(
  alphabet: Alphabet,
  { tabs, robots = [], budgets }: World,
): readonly Lookup[] {
  const all: Budgets = { retries: Number.POSITIVE_INFINITY, ...budgets };
  const faults = (alphabet.values('fault') as readonly (keyof Budgets)[]).map(
    (fault) => all[fault] ?? 0,
  );
  const kinds = [...tabs, ...robots].flatMap((tab) =>
    laneKinds.map((kind, value) => ({ lane: alphabet.find('lane', laneOf(tab, kind)), value })),
  );
  return [
    {
      name: 'budget_at_first',
      parameters: [parameter(alphabet, 'fault')],
      rows: faults.map((count, at) => ({ args: [at], value: Number.isFinite(count) ? count : 0 })),
    },
    {
      name: 'unlimited',
      parameters: [parameter(alphabet, 'fault')],
      rows: faults.map((count, at) => ({ args: [at], value: count === Infinity ? 1 : 0 })),
    },
    {
      name: 'lane_kind',
      parameters: [parameter(alphabet, 'lane')],
      rows: kinds.flatMap(({ lane, value }) => (lane === null ? [] : [{ args: [lane], value }])),
    },
  ];
}

function choices(alphabet: Alphabet): readonly Choices[] {
  const of = (actor: string, ...sizes: readonly number[]): readonly Choices[] =>
    sizes.includes(0) ? [] : [{ may: `${actor}_may`, begin: `${actor}_begins`, sizes }];
  const hosts = alphabet.size('host') - 1;
  const lanes = [alphabet.size('lane'), alphabet.size('key')];
  return [
    ...of('lane', ...lanes, 5, hosts),
    ...of('wire', alphabet.size('wire'), 10, hosts),
    ...of('watch', alphabet.size('watch'), 2, hosts),
    ...of('store', Math.max(1, alphabet.size('stream')) + 1),
  ];
}
