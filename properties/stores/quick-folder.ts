/**
 * A folder for tests that write and flush a lot: in memory where the platform has such a place,
 * because what a flush does is another test's.
 * It never knows what is put there.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm';

export interface QuickFolder {
  readonly path: string;
  remove(): void;
}

export function makeQuickFolder(): QuickFolder {
  const path = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), 'holdfast-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
