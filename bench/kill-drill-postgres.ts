// The kill drill over a PostgreSQL of its own, which is killed with -9 and comes back as the last phase.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drillText, runKillDrill } from '../packages/cli/dist/kill-drill/index.js'
import { startTestPostgres } from '../packages/control/src/embedded-postgres.contract.ts'

const postgres = await startTestPostgres({ asItComes: true })
if (postgres.kind === 'unavailable') {
  console.error(`PostgreSQL cannot start here: ${postgres.why}`)
  process.exit(1)
}
const scratch = mkdtempSync(join(tmpdir(), 'kill-drill-'))
try {
  const report = await runKillDrill({
    ownStore: true,
    address: { kind: 'postgres', url: await postgres.freshUrl() },
    workers: 8,
    partition: 3,
    rounds: 10,
    leaseMs: 2000,
    killBoundMs: 1000,
    scratch,
    cwd: scratch,
    say: (line) => console.error(line),
    signal: AbortSignal.timeout(300_000),
    async crash() {
      await postgres.crash()
      return { restart: () => postgres.restart() }
    },
  })
  process.stdout.write(drillText(report))
  process.exitCode = report.passed ? 0 : 1
} finally {
  await postgres.stop()
  rmSync(scratch, { recursive: true, force: true })
}
