/**
 * Holdfast broken on purpose, one rule at a time, each with the promise that must fail for it. A
 * promise that nothing here can break would be one that nobody checks.
 *
 * A break replaces functions of one or more modules by others; the races that it stands for are
 * named by their ids. `properties/breaks.test.ts` loads the whole project anew around each.
 */

import type { Break } from './breaks/break.ts';
import { breaksOfEnds } from './breaks/ends.ts';
import { breaksOfFrames } from './breaks/frames.ts';
import { breaksOfOwners } from './breaks/owners.ts';

export const breaks: readonly Break[] = [...breaksOfOwners, ...breaksOfFrames, ...breaksOfEnds];
