/**
 * The head of LMDB's file: two pages that say what it is and where all else lies. LMDB believes
 * them, and a process that opens a file without them is ended, so they are looked at first.
 *
 * What must be the same in both is compared: kind, magic, version, size of a page. The rest has no
 * checksum and changes with each commit; it is LMDB's. It knows the layout of a 64-bit machine, and
 * on others looks at nothing.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { HoldfastError } from '../../core/errors.ts';

/** Where it lies in each of the two pages, in 32-bit words of the machine. */
const at = { kind: 4, magic: 6, version: 7, pageSize: 12 } as const;
const words = 44;

const magic = 0xbeefc0de;
const version = 2;
/** In the upper half of its word: the page is a head. */
const isHead = 0x08;

const pageSizes: readonly number[] = [8, 9, 10, 11, 12, 13, 14, 15, 16].map((bits) => 2 ** bits);

/** Throws `damaged` for a file that is there and has no head of LMDB. */
export function demandHead(path: string): void {
  if (process.arch === 'arm') return;
  const file = openSync(path, 'r');
  try {
    const first = pageAt(file, 0);
    const pageSize = first?.[at.pageSize] ?? 0;
    const isWhole = isMeta(first) && pageSizes.includes(pageSize);
    const second = isWhole ? pageAt(file, pageSize) : null;
    if (isMeta(second) && second?.[at.pageSize] === pageSize) return;
    const { size } = fstatSync(file);
    const message = `${path} (${size} bytes) does not begin as the file of a store does`;
    const advice = 'Put a copy in its place, or take its folder away to begin with nothing';
    throw new HoldfastError('damaged', `${message}. ${advice}`);
  } finally {
    closeSync(file);
  }
}

/** Null when the file ends before it. */
function pageAt(file: number, position: number): Uint32Array | null {
  const page = new Uint32Array(words);
  return readSync(file, page, 0, page.byteLength, position) === page.byteLength ? page : null;
}

function isMeta(page: Uint32Array | null): boolean {
  if (page === null) return false;
  const [flags = 0, word = 0] = [page[at.kind], page[at.version]];
  // The upper half of the version is LMDB's own business.
  return ((flags >>> 16) & isHead) !== 0 && page[at.magic] === magic && (word & 0xffff) === version;
}
