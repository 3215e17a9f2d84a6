/**
 * Which ids a host takes, whoever brings them: over HTTP they were looked at before, but who embeds
 * a host may hand in what a client has sent.
 *
 * It never knows what is kept under a name.
 */
import { isId } from '../../machines/vocabulary.ts';
import { HoldfastError } from '../core/errors.ts';

/** Throws `bad_id`. A journal is named by both, with a dot between them: neither may have one. */
export function demandIds(sessionId: string, streamId: string): void {
  const bad = [sessionId, streamId].find((id) => !isId(id));
  if (bad === undefined) return;
  throw new HoldfastError('bad_id', `${JSON.stringify(bad)} is not an id`);
}
