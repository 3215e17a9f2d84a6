/** The pane, generated and on XState. A file of its own, so that it runs beside the others. */
import { expected } from './expected.ts';
import { pane } from './subjects.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(pane, expected.pane);
