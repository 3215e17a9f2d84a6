import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, so that none of them is left alone at the end. */
const longest = [
  'properties/interleavings/interleavings.test.ts',
  'properties/promises.test.ts',
  'properties/promises-small.test.ts',
  'scripts/chaos/chaos.test.ts',
  'properties/mutants/races/races.test.ts',
  'scripts/demo/page/page.test.ts',
  'properties/breaks.test.ts',
  'properties/lockstep/pane.test.ts',
  'properties/contracts/contracts.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longest.findIndex((name) => moduleId.endsWith(name));
      return rank === -1 ? longest.length : rank;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the sequencer's, not an array's
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    include: ['{machines,runtime,properties,scripts}/**/*.test.ts'],
    // Vitest would keep a core for itself: on a machine with two, one file at a time.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    hookTimeout: 900_000,
    // What one run keeps is there for the next: no test may open the store of the working folder.
    env: { HOLDFAST_DATA: '/dev/null/tests-name-their-store' },
  },
});
