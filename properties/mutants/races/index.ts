/** x */
import { foundingRaces } from './founding.ts';
export const races = [...foundingRaces];
