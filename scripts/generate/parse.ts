/**
 * Reads a model's config into a tree of nodes with every name and target resolved, and refuses
 * whatever is outside the subset: with the machine, the path inside it, and what to write instead.
 *
 * The subset is what `machines/lift.ts` types, checked again at run time, since a config can get
 * here past the types. It knows nothing of the order in which things happen: that is `plan.ts`.
 */
import type { Model } from '../../machines/lift.ts';
import type { Action, Machine, Node, Timer, Transition } from './machine.ts';
import { isLeaf } from './machine.ts';
import { type Names, namesOf, refuseEventType, type Source } from './names.ts';
import { Refusal } from './refusal.ts';
import { resolveTarget } from './targets.ts';

type Config = Readonly<Record<string, unknown>>;

/** Parses what `lift` built. */
export function parse(model: Model): Machine {
  return parseConfig(model, model.machine.config as Config);
}

/** Parses a config of which XState has not seen a thing yet. */
export function parseConfig(source: Source, config: Config): Machine {
  const { context: _context, ...written } = config;
  const names = namesOf(source);
  const configs = new Map<Node, Config>();
  const root = parseNode(source.name, written, null, source.name, configs);
  const ids = collectIds(source.name, configs);
  if (isLeaf(root)) {
    throw new Refusal(source.name, 'a machine without states', 'give it at least one state');
  }
  if (root.final) throw new Refusal(source.name, 'a final root', 'make one of its states final');
  for (const [node, own] of configs) {
    const reader = new Reader(source.name, names, node, (at, target) =>
      resolveTarget(at, node, target, ids, root),
    );
    reader.fill(own);
  }
  const nodes = [...configs.keys()];
  return { name: source.name, root, nodes, initialTakes: source.rules.initial.length > 0 ? 1 : 0 };
}

const refusedKeys: Readonly<Record<string, string>> = {
  invoke: 'asynchronous work is an effect out and an event back that carries its id',
  output: 'put what the machine leaves behind into its context',
  onDone: 'raise an event of your own on entry of the final state',
  history: 'keep what you need to return to in the context',
  target: 'it belongs to a transition',
  tags: 'ask for the value instead',
  meta: 'use description',
  route: 'write an ordinary transition',
};

function parseNode(
  key: string,
  config: Config,
  parent: Node | null,
  at: string,
  into: Map<Node, Config>,
): Node {
  const known = new Set([
    'id',
    'type',
    'initial',
    'description',
    'entry',
    'exit',
    'always',
    'on',
    'after',
    'states',
  ]);
  refuseKeys(at, config, known, refusedKeys);
  if (config['type'] !== undefined && config['type'] !== 'final') {
    const instead = 'use atomic, compound (with an initial) and final states only';
    throw new Refusal(`${at}.type`, `a ${shown(config['type'])} state`, instead);
  }
  const node: Node = {
    path: parent === null ? '' : parent.path === '' ? key : `${parent.path}.${key}`,
    key,
    parent,
    description: typeof config['description'] === 'string' ? config['description'] : '',
    final: config['type'] === 'final',
    children: [],
    initial: null,
    initialActions: [],
    entry: [],
    exit: [],
    on: new Map(),
    always: [],
    timers: [],
  };
  into.set(node, config);
  for (const [child, own] of Object.entries(record(`${at}.states`, config['states']))) {
    const childAt = `${at}.${child}`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(child) || child in Object.prototype) {
      throw new Refusal(childAt, `the state key '${child}'`, 'use letters, digits, _ and -');
    }
    node.children.push(parseNode(child, record(childAt, own), node, childAt, into));
  }
  if (node.final && !isLeaf(node)) {
    throw new Refusal(at, 'a final state with states below it', 'make it compound or final');
  }
  return node;
}

function collectIds(name: string, configs: ReadonlyMap<Node, Config>): ReadonlyMap<string, Node> {
  const ids = new Map<string, Node>();
  for (const [node, config] of configs) {
    const at = node.path === '' ? name : `${name}.${node.path}`;
    const id = node.parent === null ? name : config['id'];
    if (id === undefined) continue;
    if (typeof id !== 'string' || !/^[A-Za-z_$][\w$-]*$/.test(id)) {
      throw new Refusal(`${at}.id`, `the id '${shown(id)}'`, 'use letters, digits, _ and -');
    }
    if (ids.has(id)) throw new Refusal(`${at}.id`, `the id '${id}' is taken`, 'choose another');
    ids.set(id, node);
  }
  return ids;
}

/** Fills one node with what its config says, once every node and id is known. */
class Reader {
  readonly #at: string;
  readonly #names: Names;
  readonly #node: Node;
  readonly #target: (at: string, target: string) => Node;

  constructor(
    machine: string,
    names: Names,
    node: Node,
    target: (at: string, target: string) => Node,
  ) {
    this.#at = node.path === '' ? machine : `${machine}.${node.path}`;
    this.#names = names;
    this.#node = node;
    this.#target = target;
  }

  fill(config: Config): void {
    const node = this.#node;
    this.#initial(config['initial']);
    node.entry = this.#actions(`${this.#at}.entry`, config['entry']);
    node.exit = this.#actions(`${this.#at}.exit`, config['exit']);
    node.always = this.#transitions('always', config['always'] ?? []);
    const on = Object.entries(record(`${this.#at}.on`, config['on']));
    for (const [type] of on) refuseEventType(`${this.#at}.on`, type);
    node.on = new Map(on.map(([type, own]) => [type, this.#transitions(`on.${type}`, own)]));
    node.timers = Object.entries(record(`${this.#at}.after`, config['after'])).map(
      ([delay, own]): Timer => ({
        name: node.path === '' ? delay : `${node.path}.${delay}`,
        rule: this.#names.delay(`${this.#at}.after`, delay),
        transitions: this.#transitions(`after.${delay}`, own),
      }),
    );
    const acts = node.on.size + node.always.length + node.timers.length;
    if (node.final && node.parent?.parent === null && acts > 0) {
      throw new Refusal(
        this.#at,
        'a final state that ends the machine and still acts',
        'drop that',
      );
    }
  }

  #initial(written: unknown): void {
    const node = this.#node;
    const at = `${this.#at}.initial`;
    if (isLeaf(node)) {
      if (written === undefined) return;
      throw new Refusal(at, 'an initial without states', 'drop it, or add the states');
    }
    const config = typeof written === 'string' ? { target: written } : record(at, written);
    refuseKeys(at, config, new Set(['target', 'actions', 'description']), {});
    const child = node.children.find(({ key }) => key === config['target']);
    if (child === undefined) {
      throw new Refusal(
        at,
        'no initial child',
        `name one of: ${node.children.map(({ key }) => key).join(', ')}`,
      );
    }
    node.initial = child;
    node.initialActions = this.#actions(`${at}.actions`, config['actions']);
  }

  #actions(at: string, written: unknown): readonly Action[] {
    if (written === undefined) return [];
    const list = Array.isArray(written) ? written : [written];
    return list.map((one: unknown) => this.#names.action(at, one));
  }

  #transitions(where: string, written: unknown): readonly Transition[] {
    const at = `${this.#at}.${where}`;
    const list: readonly unknown[] = Array.isArray(written) ? written : [written];
    return list.map((one, index) => {
      const place = list.length > 1 ? `${at}[${index}]` : at;
      const config =
        typeof one === 'string' && one !== '' && list !== written
          ? { target: one }
          : record(place, one, 'a transition');
      return this.#transition(place, config);
    });
  }

  #transition(at: string, config: Config): Transition {
    refuseKeys(at, config, new Set(['guard', 'target', 'actions', 'reenter', 'description']), {
      cond: 'it is called guard since XState 5',
      in: 'keep what it asks for in the context',
    });
    const target = config['target'];
    if (Array.isArray(target)) {
      throw new Refusal(
        `${at}.target`,
        'several targets',
        'name one: there are no parallel states',
      );
    }
    if (target !== undefined && typeof target !== 'string') {
      throw new Refusal(`${at}.target`, 'a target that is not a name', 'write a key or "#id"');
    }
    if (config['reenter'] !== undefined && typeof config['reenter'] !== 'boolean') {
      throw new Refusal(`${at}.reenter`, 'neither true nor false', 'write true or leave it out');
    }
    const found = target === undefined ? null : this.#target(`${at}.target`, target);
    const reenter = config['reenter'] === true;
    if (found?.parent === null && this.#node.parent !== null && !reenter) {
      const problem = 'the root as target from below, which XState enters without having left it';
      throw new Refusal(`${at}.target`, problem, 'add reenter: true, or name a state');
    }
    return {
      label: `${at}${found === null ? '' : ` -> ${found.path === '' ? 'root' : found.path}`}`,
      source: this.#node,
      target: found,
      reenter,
      guard:
        config['guard'] === undefined ? null : this.#names.guard(`${at}.guard`, config['guard']),
      actions: this.#actions(`${at}.actions`, config['actions']),
    };
  }
}

function refuseKeys(
  at: string,
  config: Config,
  known: ReadonlySet<string>,
  refused: Readonly<Record<string, string>>,
): void {
  for (const key of Object.keys(config)) {
    if (known.has(key)) continue;
    const instead = Object.hasOwn(refused, key) ? refused[key] : undefined;
    throw new Refusal(`${at}.${key}`, 'not in the subset', instead ?? 'drop it');
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function record(at: string, written: unknown, what = 'an object'): Config {
  if (written === undefined && what === 'an object') return {};
  if (typeof written === 'object' && written !== null && !Array.isArray(written)) {
    return written as Config;
  }
  throw new Refusal(at, `not ${what}`, `write ${what} in plain JSON`);
}
