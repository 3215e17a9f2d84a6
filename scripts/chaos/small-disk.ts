/**
 * A small disk in memory, to be filled: mounted, opened, and at once taken out of sight again. It
 * is there for whoever has it open, and for others by that process's number; so it goes with its
 * process, even if that is killed, and nothing stays mounted.
 *
 * Only Linux has it, and only for who may mount. It knows nothing of what is put there.
 */
import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from '../../runtime/core/errors.ts';

const run = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  close(): void;
}

/** Over this folder, for a moment. Where none can be had, says why and what to do. */
export async function mountSmallDisk(folder: string, mb: number): Promise<SmallDisk | string> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', folder]);
  } catch (error) {
    const advice = 'run it as root, or with CAP_SYS_ADMIN';
    return `no small disk could be mounted (${reasonOf(error)}): ${advice}`;
  }
  const handle = openSync(folder, 'r');
  await run('umount', ['-l', folder]);
  return { path: `/proc/${process.pid}/fd/${handle}`, close: () => closeSync(handle) };
}

/** `mount` says why in one of several lines, after its own name and the folder's. */
function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'there is no program `mount`';
  const { stderr = '' } = error as { readonly stderr?: string };
  return /^mount: .*?: (.*?)\.?$/m.exec(stderr)?.[1] ?? messageOf(error).trim();
}
