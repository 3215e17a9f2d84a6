/**
 * The folder of an LMDB store as files: who may look into it, what marks it as ours, and what to do
 * when its data was cut.
 *
 * LMDB maps the data into memory and believes its head: a page behind the file's end would end the
 * process. So a file that is shorter than its head says is made as long again, with zeros: pages
 * that were free are written anew, and one that was in use is told from a good one when it is read.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../core/errors.ts';
import type { Database } from './lmdb-database.ts';

const version = 1;

/** Makes the folder, for this user alone. Throws `damaged` where there were data, and are none. */
export function prepareFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (sizeOf(dataIn(path)) === 0 && sizeOf(markIn(path)) > 0) {
    throw new HoldfastError('damaged', `${dataIn(path)} is empty or not there, and was not before`);
  }
}

/** Once it was opened, and before anything is read. */
export function mendFolder(path: string, db: Database): void {
  // Within a transaction, so that no other process makes the file longer meanwhile.
  db.transactionSync(() => {
    const { lastPageNumber, pageSize } = db.getStats() as Stats;
    const bytes = (lastPageNumber + 1) * pageSize;
    if (sizeOf(dataIn(path)) < bytes) lengthen(dataIn(path), bytes);
  });
  if (sizeOf(markIn(path)) === 0) {
    writeFileSync(markIn(path), `${JSON.stringify({ holdfast: version })}\n`, { mode: 0o600 });
  }
}

interface Stats {
  readonly lastPageNumber: number;
  readonly pageSize: number;
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
