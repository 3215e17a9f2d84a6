/**
 * The folder of an LMDB store as files: who may look into it, what marks it as ours, and what to do
 * when its data was cut or are about to grow.
 *
 * LMDB maps the data into memory and believes its head: a page behind the file's end would end the
 * process. So a file that is shorter than its head says is made as long again, with zeros: pages
 * that were free are written anew, and one that was in use is told from a good one when it is read.
 */
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../core/errors.ts';
import type { Database } from './lmdb-database.ts';
import { demandHead } from './lmdb-head.ts';

const version = 1;

/** Makes the folder, for this user alone. Throws `damaged` unless its data are LMDB's, or none. */
export function prepareFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new HoldfastError('store_failed', `${path} is a file, and no folder for a store`);
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  if (sizeOf(dataIn(path)) > 0) return demandHead(dataIn(path));
  if (sizeOf(markIn(path)) > 0) {
    throw new HoldfastError('damaged', `${dataIn(path)} is empty or not there, and was not before`);
  }
}

/** Once it was opened, and before anything is read. */
export function mendFolder(path: string, db: Database): void {
  // Within a transaction, so that no other process makes the file longer meanwhile.
  db.transactionSync(() => {
    const bytes = usedBytes(db);
    if (sizeOf(dataIn(path)) < bytes) lengthen(dataIn(path), bytes);
  });
  if (sizeOf(markIn(path)) === 0) {
    writeFileSync(markIn(path), `${JSON.stringify({ holdfast: version })}\n`, { mode: 0o600 });
  }
}

/** Bytes that are there before they are needed. */
const reservedBytes = 2 ** 20;

export interface Reserve {
  /** Makes the file longer when a commit had to. */
  keep(): void;
  close(): void;
}

/**
 * A file that grows by a page with each commit is flushed with its length each time, which costs a
 * third more than pages that are there already. So it grows by many at once.
 */
export function createReserve(path: string, db: Database): Reserve {
  const file = openSync(dataIn(path), 'r+');
  const zeros = Buffer.alloc(reservedBytes);
  let bytes = fstatSync(file).size;
  return {
    keep: () => {
      if (fstatSync(file).size <= bytes) return;
      // Within a transaction: no page of another process lies where the zeros go.
      db.transactionSync(() => {
        const { size } = fstatSync(file);
        // Another process has made it longer: two that took turns would fill the disk.
        bytes = size;
        if (size > usedBytes(db)) return;
        // If there is no room for it now, it is not tried again.
        bytes = Number.POSITIVE_INFINITY;
        bytes = size + writeSync(file, zeros, 0, zeros.length, size);
      });
    },
    close: () => closeSync(file),
  };
}

interface Stats {
  readonly lastPageNumber: number;
  readonly pageSize: number;
}

/** Where its last page ends. */
function usedBytes(db: Database): number {
  const { lastPageNumber, pageSize } = db.getStats() as Stats;
  return (lastPageNumber + 1) * pageSize;
}

function lengthen(path: string, bytes: number): void {
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/** 0 for a file that is not there. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function dataIn(path: string): string {
  return join(path, 'data.mdb');
}

/** Written once the data are there: from then on they are never nothing. */
function markIn(path: string): string {
  return join(path, 'holdfast.json');
}
