/** The pane, generated and on XState. A file of its own, so that it runs beside the others. */
import { pane as model } from '../../machines/index.ts';
import * as generated from '../../runtime/generated/pane.ts';
import { pane as alphabet } from './alphabets/pane.ts';
import { expected } from './expected.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(model, generated, alphabet, expected.pane);
