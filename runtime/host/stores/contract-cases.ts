/**
 * The contract of a store, as cases that run over any of them: give each a fresh `Place`.
 *
 * A case throws where it does not hold. They are the whole of what a host relies on: a store that
 * passes them may stand behind it. What they leave out is what a store does when its machine dies;
 * that is tested with the store itself.
 */
import { answerCases } from './contract-answers.ts';
import { closingCases } from './contract-closings.ts';
import { foundingCases } from './contract-founding.ts';
import { journalCases } from './contract-journals.ts';
import type { StoreCase } from './contract-kit.ts';
import { leaseCases, wakeCases } from './contract-leases.ts';
import { lockCases } from './contract-locks.ts';
import { recordCases } from './contract-records.ts';
import { retentionCases } from './contract-retention.ts';
import { shrinkCases } from './contract-shrinks.ts';

export type { Kept, OpenOptions, Place, StoreCase } from './contract-kit.ts';

/** All cases. Run every one: none may be skipped. */
export const storeCases: readonly StoreCase[] = [
  ...lockCases,
  ...recordCases,
  ...shrinkCases,
  ...journalCases,
  ...leaseCases,
  ...wakeCases,
  ...answerCases,
  ...closingCases,
  ...retentionCases,
  ...foundingCases,
];
