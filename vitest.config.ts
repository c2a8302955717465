import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'examples/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
      'world/**/*.test.ts',
      'model/**/*.test.ts',
      'fuzz/**/*.test.ts',
    ],
    // One more than the two cores of CI: many tests wait for processes, browsers and stores of theirs.
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
