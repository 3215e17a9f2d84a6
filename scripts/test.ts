/**
 * `npm test`: the programs that tests need, the checks of the code, then every test. All three run
 * even if one is red, and the very last line is the number of tests that passed and failed, as
 * vitest itself wrote it down: nothing is counted from what was printed.
 *
 * With filters only the tests they name run, for a person who is at work on one of them.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildOptions, ownScript, packageBin, runChild } from './child-process.ts';
import { command, launch } from './command.ts';

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file that could not be loaded has no test that failed: it counts as one. */
export function countTests(report: VitestReport): Counts {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

interface VitestRun extends Counts {
  readonly ok: boolean;
  readonly seconds: number;
}

/** Runs vitest; without a report, or without a test that passed, it is not fine. */
export async function runVitest(
  args: readonly string[],
  { deep, ...child }: { readonly deep: boolean } & Omit<ChildOptions, 'env'>,
): Promise<VitestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code, seconds } = await runChild(
    process.execPath,
    [packageBin('vitest'), 'run', ...reporters, ...args],
    { ...child, env: { ...process.env, HOLDFAST_DEEP: deep ? '1' : undefined } },
  );
  const text = await readFile(file, 'utf8').catch(() => null);
  await rm(folder, { recursive: true, force: true });
  const counts: Counts =
    text === null
      ? { passed: 0, failed: 0, skipped: 0 }
      : countTests(JSON.parse(text) as VitestReport);
  return { ok: code === 0 && counts.failed === 0 && counts.passed > 0, seconds, ...counts };
}

const spec = command({
  name: 'test',
  purpose: 'Sets up what tests need, checks the code, and runs every test.',
  positionals: '[filter...]',
  notes: ['With filters: only the tests whose path contains one of them, and no checks.'],
  options: {
    deep: { type: 'boolean', help: 'larger budgets for the explorer and the simulation' },
  },
  async run({ options: { deep }, positionals, json, say, progress }) {
    const output = json ? 'stderr' : 'show';
    const before: { readonly name: string; readonly ok: boolean; readonly seconds: number }[] = [];
    const scripts = positionals.length === 0 ? ['setup-debian', 'check-code'] : [];
    for (const name of scripts) {
      progress(name);
      const { code, seconds } = await runChild(...ownScript(`scripts/${name}.ts`), { output });
      before.push({ name, ok: code === 0, seconds });
    }
    progress('running the tests');
    const tests = await runVitest(positionals, {
      deep: deep || process.env.HOLDFAST_DEEP === '1',
      output,
    });
    const parts = [...before, { name: 'vitest', ok: tests.ok, seconds: tests.seconds }];
    for (const { name, ok, seconds } of parts) say(`${ok ? 'ok  ' : 'RED '} ${name}  ${seconds} s`);
    if (tests.passed + tests.failed === 0) say('no test ran');
    if (tests.skipped > 0) say(`${tests.skipped} skipped`);
    const { passed, failed, skipped, seconds } = tests;
    return {
      ok: parts.every(({ ok }) => ok),
      data: { passed, failed, skipped, seconds, parts },
      closing: `${passed} passed, ${failed} failed`,
    };
  },
});

await launch(import.meta.url, spec);
