/** A disk that can be filled and leaves nothing behind; or why there is none, and what to do. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mountSmallDisk } from './small-disk.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-disk-'));
  mkdirSync(join(folder, 'disk'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const disk = () => join(folder, 'disk');

test('it is small, is where it says, and is mounted nowhere', async () => {
  const small = await mountSmallDisk(disk(), 1);
  // Who may not mount gets the reason instead; the other tests are about that.
  if (typeof small === 'string') return assert.match(small, /run it as root/);
  const file = join(small.path, 'file');
  writeFileSync(file, 'text');
  expect(() => writeFileSync(file, Buffer.alloc(2 ** 21))).toThrow('ENOSPC');
  expect(readdirSync(disk())).toEqual([]);
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(folder);
  small.close();
});

test('where there is no mount it says so, and what to do', async () => {
  vi.stubEnv('PATH', folder);
  expect(await mountSmallDisk(disk(), 1)).toBe(
    'no small disk could be mounted (there is no program `mount`): ' +
      'run it as root, or with CAP_SYS_ADMIN',
  );
});

test('who may not mount is told so in the words of mount', async () => {
  const said = ['must be superuser to use mount.', '       dmesg(1) may have more information.'];
  const lines = said.map((line, at) => (at === 0 ? `mount: ${disk()}: ${line}` : line));
  const echo = lines.map((line) => `echo '${line}' >&2`).join('\n');
  writeFileSync(join(folder, 'mount'), `#!/bin/sh\n${echo}\nexit 32\n`);
  chmodSync(join(folder, 'mount'), 0o700);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  expect(await mountSmallDisk(disk(), 1)).toBe(
    'no small disk could be mounted (must be superuser to use mount): ' +
      'run it as root, or with CAP_SYS_ADMIN',
  );
});
