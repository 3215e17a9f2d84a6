/**
 * The known races, each as the smallest break of a rule.
 *
 * A list and nothing else: what each is about stands where it is written.
 */
import { endRaces } from './end-cases.ts';
import { foundingRaces } from './founding-cases.ts';
import { frameRaces } from './frame-cases.ts';
import { ownershipRaces } from './ownership-cases.ts';
import { promptRaces } from './prompt-cases.ts';
import type { Race } from './race.ts';
import { storeRaces } from './store-cases.ts';

export { unsayable } from './unsayable.ts';

export const races: readonly Race[] = [
  ...foundingRaces,
  ...ownershipRaces,
  ...frameRaces,
  ...promptRaces,
  ...endRaces,
  ...storeRaces,
];
