/**
 * What every script promises on its command line, checked once for all of them: in process against
 * a recorded outside, and once as a real process, because exit codes and pipes are what CI sees.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageBin, runChild } from './child-process.ts';
import { CommandError, command, perform, type Report, type Run } from './command.ts';

const options = {
  deep: { type: 'boolean', help: 'go deeper' },
  entry: { type: 'string', value: 'file', default: 'a.ts', help: 'what to read' },
} as const;

type Body = (run: Run<typeof options>) => Promise<Report>;

async function call(argv: readonly string[], run: Body, positionals?: string) {
  const seen = { out: '', err: '', ms: 0 };
  const spec = { name: 'dig', purpose: 'Digs a hole.', options, run };
  const code = await perform(positionals === undefined ? spec : { ...spec, positionals }, argv, {
    out: (text) => void (seen.out += text),
    err: (text) => void (seen.err += text),
    nowMs: () => seen.ms,
  });
  return { code, ...seen };
}

const fine: Body = ({ say }) => {
  say('dug');
  return Promise.resolve({ ok: true, data: { metres: 3 }, closing: '3 metres' });
};

describe('a command', () => {
  test('says what it did, how long it took, and its closing line last', async () => {
    const { code, out, err } = await call([], fine);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'dug\ndig: done in 0 s\n3 metres\n',
      err: '',
    });
  });

  test('with --json prints exactly one JSON object on stdout and the rest on stderr', async () => {
    const { out, err } = await call(['--json'], fine);
    expect(out.endsWith('}\n')).toBe(true);
    expect(JSON.parse(out)).toEqual({ ok: true, seconds: 0, metres: 3 });
    expect(err).toBe('dug\ndig: done in 0 s\n3 metres\n');
  });

  test('hands over defaults, values and positionals', async () => {
    const got: unknown[] = [];
    const note: Body = ({ options: given, positionals }) => {
      got.push(given, positionals);
      return Promise.resolve({ ok: true });
    };
    await call([], note);
    await call(['--deep', '--entry', 'b.ts', 'c', 'd'], note, '[name...]');
    expect(got).toEqual([
      { deep: false, entry: 'a.ts' },
      [],
      { deep: true, entry: 'b.ts' },
      ['c', 'd'],
    ]);
  });

  test.each([
    ['an unknown option', ['--depe'], '--depe'],
    ['a value that is missing', ['--entry'], '--entry'],
    ['a positional where there are none', ['hole'], 'hole'],
  ])('answers %s with exit code 2, the reason and the usage', async (_, argv, named) => {
    const run = vi.fn(fine);
    const { code, out, err } = await call(argv, run);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(named);
    expect(err).toContain('Usage: dig [options]');
    expect(run).not.toHaveBeenCalled();
  });

  test('called wrongly with --json still prints one JSON object', async () => {
    const { code, out } = await call(['--json', '--depe'], fine);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: expect.stringContaining('--depe') });
  });

  test('explains itself with --help and runs nothing', async () => {
    const run = vi.fn(fine);
    const { code, out } = await call(['--help'], run, '[name...]');
    expect(code).toBe(0);
    expect(run).not.toHaveBeenCalled();
    expect(out).toBe(
      [
        'Usage: dig [options] [name...]',
        '',
        'Digs a hole.',
        '',
        '  --deep          go deeper',
        '  --entry <file>  what to read (default: a.ts)',
        '  --json          print one JSON object on stdout (npm run -s), the rest on stderr',
        '  -h, --help      show this',
        '',
      ].join('\n'),
    );
  });

  test('explains itself with --help --json in one JSON object', async () => {
    const { code, out } = await call(['--help', '--json'], fine);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ ok: true, usage: expect.stringContaining('Usage: dig') });
  });

  test('fails with exit code 1 when it reports so', async () => {
    const { code, out } = await call([], () => Promise.resolve({ ok: false }));
    expect(code).toBe(1);
    expect(out).toBe('dig: failed in 0 s\n');
  });

  test('shows an expected error without a stack, and any other with it', async () => {
    const expected = await call(['--json'], () => Promise.reject(new CommandError('no spade')));
    expect(expected.code).toBe(1);
    expect(expected.err).toBe('dig: no spade\ndig: failed in 0 s\n');
    expect(JSON.parse(expected.out)).toEqual({ ok: false, seconds: 0, error: 'no spade' });
    const defect = await call([], () => {
      throw new TypeError('spade is not a function');
    });
    expect(defect.code).toBe(1);
    expect(defect.err).toMatch(/TypeError: spade is not a function\n +at /);
  });

  test('shows progress on stderr after two seconds, then ever less often', async () => {
    const clock = { ms: 0 };
    const err: string[] = [];
    const run: Body = ({ progress }) => {
      for (const [ms, doing] of [
        [1_900, 'one'],
        [2_100, 'two'],
        [3_900, 'three'],
        [4_200, 'four'],
        [6_200, 'five'],
      ] as const) {
        clock.ms = ms;
        progress(doing);
      }
      return Promise.resolve({ ok: true });
    };
    await perform(command({ name: 'dig', purpose: '', options, run }), [], {
      out: () => undefined,
      err: (text) => void err.push(text),
      nowMs: () => clock.ms,
    });
    expect(err).toEqual(['dig: two (2 s)\n', 'dig: five (6 s)\n']);
  });
});

describe('a command started as a process', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-command-'));
    const from = new URL('command.ts', import.meta.url).href;
    const script = (name: string, first: string) =>
      writeFile(
        join(folder, `${name}.mts`),
        `import { launch } from '${from}';\n${first}
        const run = async () => { await new Promise((go) => setTimeout(go, 2_600));
          return { ok: false, data: { n: 1 } }; };
        await launch(import.meta.url, { name: '${name}', purpose: '', options: {}, run });\n`,
      );
    await script('inner', '');
    await script('outer', `import './inner.mts';`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('ends with its exit code and a tick of progress, and alone', async () => {
    const { code, output } = await runChild(process.execPath, [
      packageBin('tsx'),
      join(folder, 'outer.mts'),
      '--json',
    ]);
    expect(code).toBe(1);
    expect(output).toMatch(/^outer: working \(\d s\)$/m);
    expect(output).toMatch(/^\{"ok":false,"seconds":[\d.]+,"n":1\}$/m);
    expect(output).not.toContain('inner');
  });
});
