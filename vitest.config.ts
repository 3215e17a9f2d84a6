import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{machines,runtime,properties,scripts}/**/*.test.ts'],
    // Vitest would keep a core for itself: on a machine with two, one file at a time.
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
