/** `npm run check` of the smallest world: what it says of memory, and how it is refused. */
import { expect, test } from 'vitest';
import { check } from './check.ts';
import { perform } from './command.ts';

async function said(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const outside = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    nowMs: () => 0,
  };
  const code = await perform(check, args, outside);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

interface Data {
  readonly peakMb: number;
  readonly worlds: readonly { readonly name: string; readonly peakMb: number }[];
}

test('its peak is of the whole process, so no world has a higher one', async () => {
  const { code, out } = await said('--world', 'empty answers', '--json');
  const { peakMb, worlds } = JSON.parse(out) as Data;
  expect(code).toBe(0);
  expect(worlds.map(({ name }) => name)).toEqual(['empty answers']);
  expect(worlds[0]?.peakMb).toBeGreaterThan(10);
  expect(peakMb).toBeGreaterThanOrEqual(worlds[0]?.peakMb ?? Infinity);
  expect(peakMb).toBeLessThanOrEqual(process.resourceUsage().maxRSS / 1_024 + 1);
}, 60_000);

test('a world that is not there is refused', async () => {
  const { code, err } = await said('--world', 'of ours');
  expect(code).toBe(1);
  expect(err).toContain("there is no world 'of ours'");
});
