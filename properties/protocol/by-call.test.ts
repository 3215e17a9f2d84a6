/**
 * The tests of docs/protocol.md once more, without a socket: the handler is a function from Request
 * to Response, and each of them calls it.
 */
import { callHandlers } from './rig.ts';

callHandlers();
await import('./requests.test.ts');
await import('./bounds.test.ts');
await import('./stream.test.ts');
await import('./turns.test.ts');
await import('./prompts.test.ts');
await import('./watch.test.ts');
await import('./careless.test.ts');
