/** The attachment, generated and on XState. A file of its own, so that it runs beside the others. */
import { attachment as model } from '../../machines/index.ts';
import * as generated from '../../runtime/generated/attachment.ts';
import { attachment as alphabet } from './alphabets/attachment.ts';
import { expected } from './expected.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(model, generated, alphabet, expected.attachment);
