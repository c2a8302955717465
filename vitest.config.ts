import { statSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'
import { builtModule } from './scripts/build/built-module.ts'

/** Files that take longest, longest first: none of them may be what everybody waits for at the end. */
const longest = [
  'cli/src/console/twenty',
  'cli/src/console/console',
  'control/src/postgres-control-store',
  'cli/src/console/truth',
  'cli/src/commands/parquet',
  'analysis/src/html/report-page',
  'bench/operating-characteristics',
  'cli/src/commands/analyze-memory',
  'readiness/src/verification/verify',
  'analysis/src/evidence-bundle/evidence-bundle',
  'verify-log/verify-log',
  'intent-routing/src/measure/measure',
  'cli/src/console/reading',
  'world/world',
  'readiness/src/faults/fault-suite',
  'cli/src/main',
  'cli/src/two-replicas',
  'scripts/published-types',
  'cli/src/kill-drill/kill-drill',
  'explore/src/odd-trees',
  'control/src/postgres-failover',
  'cli/src/commands/cells-sql',
  'bench/drill-kills',
  'control/src/sqlite-processes',
  'cli/src/workers/serve-workers',
  'signals/prometheus',
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
  plugins: [
    {
      name: 'what is built',
      enforce: 'pre',
      resolveId: (specifier, importer) =>
        importer === undefined ? null : builtModule(specifier, importer),
    },
  ],
  test: {
    // As Node runs it, and not once more through Vite.
    server: { deps: { external: [/\/(?:packages|examples)\/[^/]+\/dist\//u] } },
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
    globalSetup: [
      'scripts/drop-orphans.ts',
      'scripts/build-stale.ts',
      'scripts/test-run-folder.ts',
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What is waited for comes late on a busy machine; its absence is told before the test's own time is up.
    expect: { poll: { timeout: 120_000 } },
  },
})
