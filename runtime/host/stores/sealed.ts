/**
 * A seal on each text that is kept: a checksum of it and of the place it belongs to. A byte that
 * flipped on a disk, a text that was cut, or one that lies where another belongs is `damaged`.
 *
 * Against accidents, not against enemies: whoever may write the store can seal as well.
 */
import { crc32 } from 'node:zlib';
import { HoldfastError } from '../../core/errors.ts';
import type { Engine, Put, View } from './engine.ts';

const sealLength = 8;

export function seal(key: string, text: string): string {
  return sealOf(key, text) + text;
}

/** Throws `damaged`. */
export function unseal(key: string, sealed: string): string {
  const text = sealed.slice(sealLength);
  if (sealed.slice(0, sealLength) === sealOf(key, text)) return text;
  throw new HoldfastError('damaged', `what is kept as ${key} is not what was written`);
}

function sealOf(key: string, text: string): string {
  return crc32(text, crc32(key)).toString(16).padStart(sealLength, '0');
}

/** An engine whose texts are sealed, each for its key. */
export function sealedEngine(engine: Engine): Engine {
  const opened = (view: View): View => ({
    get: (key) => {
      const sealed = view.get(key);
      return sealed === undefined ? undefined : unseal(key, sealed);
    },
    keys: (from, before) => view.keys(from, before),
  });
  return {
    ...engine,
    read: (look) => engine.read((view) => look(opened(view))),
    write: (work) =>
      engine.write((view) => {
        const { puts = [], ...change } = work(opened(view));
        const sealed = puts.map(
          ([key, text]): Put => [key, text === null ? null : seal(key, text)],
        );
        return { ...change, puts: sealed };
      }),
  };
}
