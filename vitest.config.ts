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
    // Two cores: more workers only make the deadline tests compete with each other.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
