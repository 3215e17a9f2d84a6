/**
 * Finds code that reads time, arms a timer, draws a random number or makes an id by itself. All
 * four come from the clock port: that is what lets one seed replay a whole run.
 *
 * It looks at names and not at types, so a method that is called `setTimeout` is fine, while the
 * global is not, however it is spelled.
 */
import { child, isTest, list, type Node, type Offence, type Source, visit } from './source.ts';

/** The simulation has to know when the real event loop has nothing more to do: one file may ask. */
const clocks =
  /^(?:runtime\/(?:clock\.ts|(?:client|host)\/clock[^/]*\.ts)|properties\/simulation\/idle\.ts)$/;
const ruled = /^(?:machines|runtime|properties)\//;
/** How long a check took decides nothing in it. */
const measuring = /^properties\//;

const globals = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'requestIdleCallback',
]);
const members = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'AbortSignal.timeout',
]);
const hiddenOnes = /^(?:node:)?timers(?:\/promises)?$/;
const cryptoModule = /^(?:node:)?crypto$/;
const cryptoNames = /^random/;

/** Every use of a clock outside the clocks. Tests, and scripts, may use the real one. */
export function clockReadings({ path, program, imports, lineOf }: Source): readonly Offence[] {
  if (!ruled.test(path) || clocks.test(path) || isTest(path)) return [];
  const offences: Offence[] = imports
    .filter(({ specifier, names }) => {
      const all = names === null || names.some((name) => cryptoNames.test(name));
      return hiddenOnes.test(specifier) || (cryptoModule.test(specifier) && all);
    })
    .map(({ line, specifier }) => ({ path, line, what: `imports ${specifier}` }));
  visit(program, (node, parents) => {
    const what = reading(node, parents.at(-1));
    if (what === null || (measuring.test(path) && what === 'performance.now')) return;
    offences.push({ path, line: lineOf(node.start), what: `uses ${what}` });
  });
  return offences;
}

function reading(node: Node, parent: Node | undefined): string | null {
  switch (node.type) {
    case 'MemberExpression': {
      const name = dotted(node);
      return members.has(name) ? name : globals.has(lastOfGlobal(name)) ? name : null;
    }
    case 'NewExpression':
      return isDate(node) && list(node, 'arguments').length === 0 ? 'new Date()' : null;
    case 'CallExpression':
      return isDate(node) ? 'Date()' : null;
    case 'Identifier':
      return globals.has(String(node.name)) && isReference(node, parent) ? String(node.name) : null;
    default:
      return null;
  }
}

function isDate(call: Node): boolean {
  const callee = child(call, 'callee');
  return callee?.type === 'Identifier' && callee.name === 'Date';
}

/** `a.b`, also for `globalThis.a.b`, `a['b']` and `a?.b`; '' for what is no plain name. */
function dotted(node: Node): string {
  const object = child(node, 'object');
  const property = child(node, 'property');
  const left = object?.type === 'MemberExpression' ? dotted(object) : object?.name;
  const right = node.computed === true ? property?.value : property?.name;
  if (typeof left !== 'string' || typeof right !== 'string') return '';
  return /^(?:globalThis|window|self)$/.test(left) ? `global.${right}` : strip(`${left}.${right}`);
}

function strip(name: string): string {
  return name.replace(/^global\./, '');
}

function lastOfGlobal(name: string): string {
  return name.startsWith('global.') ? strip(name) : '';
}

/** False where a name is only a label: of a property, a method, an import, or in a type. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return true;
  if (/^Import|^Export|^TS(?:TypeQuery|TypeReference|QualifiedName)$/.test(parent.type))
    return false;
  if (parent.type === 'MemberExpression') {
    return child(parent, 'object') === node || parent.computed === true;
  }
  // In the shorthand `{ setTimeout }` key and value are two nodes, and the value is a reference.
  return child(parent, 'key') !== node || parent.computed === true;
}
