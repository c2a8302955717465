import { statSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Files that take longest, longest first: none of them may be what everybody waits for at the end. */
const longest = [
  'control/src/postgres-control-store',
  'cli/src/console/twenty',
  'cli/src/console/console',
  'cli/src/commands/parquet',
  'cli/src/console/truth',
  'cli/src/console/reading',
  'verify-log/verify-log',
  'readiness/src/faults/fault-suite',
  'explore/src/odd-trees',
  'cli/src/two-replicas',
  'analysis/src/evidence-bundle/evidence-bundle',
  'readiness/src/verification/verify',
  'signals/prometheus',
  'bench/operating-characteristics',
  'cli/src/commands/analyze-memory',
  'analysis/src/html/report-page',
  'cli/src/commands/cells-sql',
  'cli/src/kill-drill/kill-drill',
  'intent-routing/src/measure/measure',
  'readiness/src/documents/runbook-follow',
] as const

function rankOf({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((name) => moduleId.endsWith(`${name}.test.ts`))
  return at === -1 ? longest.length : at
}

/** The longest in their order, then the largest. */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const all = files.map((file) => ({
      file,
      rank: rankOf(file),
      size: statSync(file.moduleId).size,
    }))
    const order = all.toSorted((one, other) => one.rank - other.rank || other.size - one.size)
    return Promise.resolve(order.map(({ file }) => file))
  }
}

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
    // Two more than the two cores of CI: many tests wait for processes, browsers and stores of theirs.
    maxWorkers: 4,
    // A process for each of more than two hundred files, and the same modules in each, would be a
    // fifth of the time. So no file may leave anything behind in its process.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['scripts/drop-orphans.ts', 'scripts/test-run-folder.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
