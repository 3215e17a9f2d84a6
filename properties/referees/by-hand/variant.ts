/**
 * What becomes of a model by hand when one rule of docs/protocol.md is taken out: a variant
 * replaces a few lines of its text, names the MUST that these lines are, and says which claim of
 * the model has to fall.
 *
 * It must never know what a model is about.
 */

export type ModelName = 'session' | 'cancel' | 'answers';

export interface Variant {
  readonly name: string;
  readonly model: ModelName;
  /** The MUST of docs/protocol.md that is not kept. */
  readonly must: string;
  /** Text of the model that is there once, and what stands there instead. */
  readonly instead: readonly (readonly [found: string, written: string])[];
  /** What the engine has to say. */
  readonly violates: string;
}

/** What rumur calls a state without a way on. */
export const deadlock = 'deadlock';

/**
 * The model's text with a variant's lines in it, and of its claims only the one that has to fall: a
 * break may violate several, and which is met first says nothing. Throws if a line is not there
 * once.
 */
export function vary(text: string, { name, instead, violates }: Variant): string {
  const varied = instead.reduce((before, [found, written]) => {
    const parts = before.split(found);
    if (parts.length !== 2) {
      throw new Error(`'${name}': the model has its text ${parts.length - 1} times: ${found}`);
    }
    return parts.join(written);
  }, text);
  return varied.replaceAll(/^invariant "([^"]*)"\n[^;]*;\n/gm, (claim, said) =>
    said === violates ? claim : '',
  );
}

/** What a model claims, by name. */
export function claimsOf(text: string): readonly string[] {
  return [...text.matchAll(/^invariant "([^"]*)"$/gm)].map(([, said = '']) => said);
}
