/**
 * What JSON can carry, checked before anything is journaled or sent.
 *
 * JSON.stringify drops or changes what it cannot write: undefined, functions, NaN, dates, maps,
 * holes in an array. A payload that is accepted must come out equal, so those are refused here,
 * by name and place. Equal means as JSON means it: -0 comes out as 0. It never knows what a
 * payload is for.
 */
import type { Json } from '../../machines/vocabulary.ts';

/** How deep arrays and objects may be nested: a bound of ours, far below what engines recurse. */
export const nestingMax = 1000;

/**
 * Throws a TypeError that names the place (`data.items[3].at`) unless the value is JSON all
 * through. `name` is what the place begins with.
 */
export function assertJson(value: unknown, name: string): asserts value is Json {
  const flaw = findFlaw(value, []);
  if (flaw === undefined) return;
  const place = name + flaw.place;
  const shown = place.length > 200 ? `${place.slice(0, 200)}...` : place;
  throw new TypeError(`${shown} is not JSON: ${flaw.what}`);
}

interface Flaw {
  readonly place: string;
  readonly what: string;
}

function findFlaw(value: unknown, around: object[]): Flaw | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { place: '', what: `it is ${value}` };
  }
  if (typeof value !== 'object') return { place: '', what: `it is of type ${typeof value}` };
  if (around.includes(value)) return { place: '', what: 'it contains itself' };
  if (around.length === nestingMax) {
    return { place: '', what: `it is nested deeper than ${nestingMax} levels` };
  }
  around.push(value);
  const flaw = Array.isArray(value) ? findInArray(value, around) : findInObject(value, around);
  around.pop();
  return flaw;
}

function findInArray(array: readonly unknown[], around: object[]): Flaw | undefined {
  for (let index = 0; index < array.length; index += 1) {
    const flaw = findFlaw(array[index], around);
    if (flaw) return { place: `[${index}]${flaw.place}`, what: flaw.what };
  }
  return undefined;
}

function findInObject(object: object, around: object[]): Flaw | undefined {
  // A plain object, be it of another realm: nothing between it and the root of its realm.
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return { place: '', what: `it is a ${object.constructor?.name || 'class instance'}` };
  }
  for (const [key, value] of Object.entries(object)) {
    const flaw = findFlaw(value, around);
    if (flaw) {
      const step = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
        ? `.${key}`
        : `[${JSON.stringify(key)}]`;
      return { place: step + flaw.place, what: flaw.what };
    }
  }
  return undefined;
}
