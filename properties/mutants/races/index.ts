/**
 * The known races that are written so far, each as the smallest break of a rule.
 *
 * A list and nothing else: what each is about stands where it is written.
 */
import { foundingRaces } from './founding-cases.ts';
export const races = [...foundingRaces];
