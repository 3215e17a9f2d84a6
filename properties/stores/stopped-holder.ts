/**
 * L1 across processes: whoever is stopped (SIGSTOP) while it holds a lock comes back with an old
 * fence, and what it writes then is refused.
 *
 * One scene for every store that processes share. It never knows which one it is.
 */
import { expect } from 'vitest';
import { isCode } from '../../runtime/core/errors.ts';
import { emptyRecord } from '../../runtime/core/host.ts';
import type { OpenOptions, Store } from '../../runtime/host/index.ts';
import type { OtherProcess } from './other-process.ts';

/** `address` is where the other process opens its store, `open` opens the same one here. */
export async function seeLateHolderRefused(
  other: OtherProcess,
  address: string,
  open: (options: OpenOptions) => Store | Promise<Store>,
): Promise<void> {
  const options = { lockHoldMsMax: 200 };
  const holder = await other.open(address, options);
  const store = await open(options);
  const late = await holder.lock('s');
  other.signal('SIGSTOP');
  const fence = await store.lock('s');
  await store.save({ ...emptyRecord('s'), meta: 'newer' }, fence);
  other.signal('SIGCONT');
  await expect(holder.save({ ...emptyRecord('s'), meta: 'late' }, late)).rejects.toSatisfy(
    (error) => isCode(error, 'fenced'),
  );
  expect((await store.load('s'))?.meta).toBe('newer');
  await store.close();
}
