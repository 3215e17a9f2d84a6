/**
 * What a machine is generated to, as text: the compiler's own output, for whoever has to run a
 * machine that is not the committed one.
 *
 * It must never know why another one is wanted.
 */
import type { Model } from '../../machines/lift.ts';
import { emit } from '../../scripts/generate/emit.ts';
import { parse } from '../../scripts/generate/parse.ts';

export function emitted(model: Model): string {
  return emit(parse(model));
}
