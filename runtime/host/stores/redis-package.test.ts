/** Redis is for who wants it: `holdfast/host` must be there for who has no client of it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readProject } from '../../../properties/style/source.ts';

test('nothing that holdfast/host imports imports redis', () => {
  const sources = readProject(fileURLToPath(new URL('../../..', import.meta.url)));
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set(['runtime/host/index.ts']);
  const packages = new Set<string>();
  for (const path of reached) {
    for (const { target, specifier } of byPath.get(path)?.imports ?? []) {
      if (target === null) packages.add(specifier);
      else reached.add(target);
    }
  }
  expect([...packages]).toContain('hono');
  expect([...packages]).not.toContain('redis');
});
