/**
 * A bundle is what its sources say, but for what was asked to be changed; a change that does not
 * fit is refused. What a crew makes of it is seen with a machine that is played by hand.
 */
import { expect, test } from 'vitest';
import { models } from '../../machines/index.ts';
import { type Bundle, bundle, type Patch } from './bundle.ts';
import { coverageOf } from './coverage.ts';
import { Crew } from './crew.ts';
import type { Recording } from './switch.ts';

const entry = 'properties/mutants/sample-worker.ts';
const file = 'machines/cancellation/guards.ts';

async function running<Result>(made: Bundle, ...jobs: readonly string[]): Promise<Result[]> {
  const crew = new Crew<string, Result>(made.file, 1);
  const results: Result[] = [];
  try {
    await crew.run(jobs, (result) => void results.push(result));
    return results;
  } finally {
    await crew.end();
    await made.remove();
  }
}

test('a patch has to fit exactly once', async () => {
  const patching = (patch: Patch) => bundle({ entry, patches: [patch] });
  await expect(patching({ file, from: 'nowhere', to: '' })).rejects.toThrow(
    `${file}: what is to be replaced occurs 0 times`,
  );
  await expect(patching({ file, from: 'Context', to: '' })).rejects.toThrow(/\d+ times, not once/);
  const unknown = { file: 'machines/none.ts', from: 'a', to: 'b' };
  await expect(patching(unknown)).rejects.toThrow('machines/none.ts: ');
});

test('a patch changes what the bundle does, and nothing else', async () => {
  const from = 'c.tries < triesMax';
  const patched = await bundle({ entry, patches: [{ file, from, to: 'c.tries > triesMax' }] });
  const plain = await bundle({ entry });
  const [broken] = await running<object>(patched, 'retracting');
  const [right] = await running<object>(plain, 'retracting');
  expect(right).toMatchObject({ value: 'retracting.waiting' });
  expect(broken).toMatchObject({ value: 'over' });
});

test('a switched bundle records each step once, and XState agrees with all of them', async () => {
  const made = await bundle({ entry, switched: true });
  const [recording] = await running<Recording>(made, 'recording');
  const { machines } = coverageOf(models, [recording ?? {}, recording ?? {}]);
  const { steps, transitions, states, missing } =
    machines.find(({ machine }) => machine === 'cancellation') ?? {};
  expect({ steps, transitions, states }).toEqual({
    steps: 2,
    transitions: [2, 16],
    states: [2, 8],
  });
  expect(missing).toContain('cancellation.requesting.on.cancel_answered[1] -> refused');
});

test('an answer that XState would not have given is an error', async () => {
  const made = await bundle({ entry, switched: true });
  const [recording] = await running<Recording>(made, 'recording');
  const [step] = recording?.['cancellation'] ?? [];
  expect(step).toBeDefined();
  const forged = { cancellation: [{ ...step, answer: [step?.answer[0], []] }] } as never;
  expect(() => coverageOf(models, [forged])).toThrow('generated and XState part at');
});

test('a job that throws fails the run with the stack of its thread', async () => {
  const made = await bundle({ entry, switched: true });
  await expect(running(made, 'throwing')).rejects.toThrow(/no such sample[^]*sample-worker\.ts/);
});
