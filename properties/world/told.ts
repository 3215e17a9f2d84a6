/**
 * Which turns' cancels some host has accepted, whether or not anybody heard of it.
 *
 * It is there for a promise (T3) only: nothing in the world reads it.
 */
import type { Actor, Post } from '../explorer/system.ts';

interface Accepted {
  readonly type: 'accepted';
  readonly streamId: string;
}

export function accepted(streamId: string): Post {
  const message: Accepted = { type: 'accepted', streamId };
  return { to: 'told', message };
}

export function told(): Actor<readonly string[], Accepted> {
  return {
    name: 'told',
    initial: [],
    offers: () => [],
    react: (known, { streamId }) => ({
      state: known.includes(streamId) ? known : [...known, streamId].toSorted(),
      posts: [],
    }),
  };
}
