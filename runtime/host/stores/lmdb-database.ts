/**
 * Reading an LMDB database: what is there now, and errors of ours for its own.
 *
 * lmdb-js renews one transaction for all reads of a turn of the event loop. Here each read begins
 * with what is there, and one that has met a page that can't be read spoils none that come after
 * it. It never knows what is kept.
 */
import type { RootDatabase } from 'lmdb';
import { HoldfastError, messageOf } from '../../core/errors.ts';

export type Database = RootDatabase<string, string>;

/** Sees what any process has committed by now. */
export function readFresh<T>(db: Database, look: () => T): T {
  return orFailed('the store can not be read', () => {
    // A read that has failed spoils those of its transaction; here each has its own.
    db.resetReadTxn();
    return look();
  });
}

export function orFailed<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof HoldfastError) throw cause;
    throw failure(what, cause);
  }
}

export function failure(what: string, cause: unknown): HoldfastError {
  const message = messageOf(cause);
  const code = /MDB_(?:CORRUPTED|PAGE_NOTFOUND|INVALID)/.test(message) ? 'damaged' : 'store_failed';
  return new HoldfastError(code, `${what}: ${message}`, { cause });
}
