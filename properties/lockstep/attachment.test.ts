/** The attachment, generated and on XState: a file of its own, so that it runs beside others. */
import { expected } from './expected.ts';
import { attachment } from './subjects.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(attachment, expected.attachment);
