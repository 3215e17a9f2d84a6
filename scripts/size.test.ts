/** The measured size is that of a real bundle; the limit and the stated number can both fail. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandError } from './command.ts';
import { describeSize, measure, sizeProblems, stateSize } from './size.ts';

const one = { entry: '.', file: 'index.ts', limitBytes: 8_000, goalBytes: 7_500 };
const saying = (text: string) => `# A\n\nIt has <!-- size:. -->${text}<!-- /size -->.\n`;

describe('the size of an entry', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-size-'));
    await writeFile(join(folder, 'part.ts'), `export const used = 'u';\nexport const not = 'n';\n`);
    await writeFile(
      join(folder, 'index.ts'),
      `import { used } from './part.ts';\n// A comment.\nexport const longName: string = used;\n`,
    );
    await writeFile(join(folder, 'node.ts'), `import 'node:fs';\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is that of its minified bundle, gzipped, without what is not used', async () => {
    // var o="u";export{o as longName};  is 32 bytes, and gzip adds its frame of about 20.
    const bytes = await measure('index.ts', folder);
    expect(bytes).toBeGreaterThan(40);
    expect(bytes).toBeLessThan(60);
  });

  test('cannot be had of a file that is missing, or that needs Node', async () => {
    await expect(measure('gone.ts', folder)).rejects.toThrow(CommandError);
    await expect(measure('node.ts', folder)).rejects.toThrow('node:fs');
  });
});

describe('a size', () => {
  test('over its goal is said and is no problem', () => {
    expect(describeSize(one, 7_600)).toContain('goal 7,500 bytes, MISSED by 100 bytes');
    expect(sizeProblems(one, 7_600, saying('7,600 bytes'))).toEqual([]);
    expect(describeSize(one, 7_500)).toContain('goal 7,500 bytes, met');
  });

  test('at its limit and as stated is fine', () => {
    expect(sizeProblems(one, 8_000, saying('8,000 bytes'))).toEqual([]);
    expect(sizeProblems(one, 7_990, saying('8,000 bytes'))).toEqual([]);
  });

  test.each([
    ['over its limit', 8_001, '8,001 bytes', 'over its limit of 8,000 bytes'],
    ['other than stated', 7_000, '7,654 bytes', "README.md says '7,654 bytes'"],
    ['stated in other words', 7_654, '7.6 kB', "README.md says '7.6 kB'"],
  ])('%s is a problem', (_, bytes, text, problem) => {
    expect(sizeProblems(one, bytes, saying(text))).toEqual([expect.stringContaining(problem)]);
  });

  test('that README.md does not state is a problem', () => {
    expect(sizeProblems(one, 1, '# A\n')).toEqual([expect.stringContaining('<!-- size:. -->')]);
  });

  test('is rewritten in every place that states it, and nowhere else', () => {
    const other = '<!-- size:./host -->1 bytes<!-- /size -->';
    const text = `${saying('1 bytes')}${saying('?')}${other}`;
    const expected = `${saying('7,654 bytes')}${saying('7,654 bytes')}${other}`;
    expect(stateSize(text, '.', 7_654)).toBe(expected);
    expect(sizeProblems(one, 7_654, expected)).toEqual([]);
  });
});
