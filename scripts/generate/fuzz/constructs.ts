/**
 * The constructs of a machine that random runs have to be seen to exercise, and how a transition
 * that was taken tells which of them it stands for: a fuzzer that never reaches a final state
 * proves nothing about final states. It reads the trace's text, and knows no machine.
 */

/** What a run must be seen to have done, by what was taken: see `classify`. */
export const constructs = [
  'on',
  'always',
  'after',
  'raised',
  'nested final',
  'done at start',
  'done later',
  'reentered',
  'inherited',
  'late timer',
] as const;
export type Construct = (typeof constructs)[number];

/** Which constructs a taken transition stands for: `random.s0.on.x[1] -> s1 | s0.s2`. */
export function classify(transition: string, into: Set<Construct>): void {
  const [label = '', leaf = '', ...special] = transition.split(' | ');
  if (label.includes('.on.')) into.add('on');
  if (/\.on\.r[01]/.test(label)) into.add('raised');
  if (label.includes('.always')) into.add('always');
  if (label.includes('.after.')) into.add('after');
  if (special.includes('reenter')) into.add('reentered');
  if (special.includes('nested final')) into.add('nested final');
  const source = /^random\.?(.*?)\.(?:on|after|always)/.exec(label)?.[1];
  if (source !== undefined && source !== leaf) into.add('inherited');
}
