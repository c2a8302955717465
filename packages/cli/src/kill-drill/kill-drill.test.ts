import { openStoreKeeper } from '@partial-trust/control'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { startTestPostgres } from '../../../control/src/embedded-postgres.contract.ts'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import type { DrillReport } from './drill-report.js'
import { phaseReport } from './drill-report.js'

const program = await installedProgram()

/** The built command in a process of its own, as a person runs it. */
function drill(...args: readonly string[]): Promise<{ code: number; report: DrillReport }> {
  const argv = [program, 'kill-drill', '--json', '--lease', '1000', '--rounds', '1', ...args]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argv, { cwd: tmpdir() }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0
      try {
        resolve({ code, report: JSON.parse(stdout) })
      } catch {
        reject(new Error(stderr))
      }
    })
  })
}

/** What must hold however busy the machine is; how fast a kill is, the drill itself reports. */
function expectObeyed(report: DrillReport, phases: number): void {
  expect(report.problems, report.problems.join('; ')).toEqual([])
  expect(report.accepted_after_lease).toBe(0)
  expect(report.accepted).toBeGreaterThan(0)
  expect(report.phases.length).toBe(phases)
  for (const phase of report.phases) {
    expect(phase.samples).toBeGreaterThan(0)
    if (phase.judged_by === 'max') expect(phase.within_bound).toBe(true)
  }
}

const postgres = await startTestPostgres()
afterAll(async () => {
  if (postgres.kind === 'running') await postgres.stop()
})

describe.concurrent('the kill drill', () => {
  it('stops every process on one host, cut off, killed and replaced ones included', async () => {
    const { report } = await drill('--workers', '3', '--partition', '1')
    expectObeyed(report, 4)
  })

  it('stops every process under a control plane, through partitions and its death', async () => {
    const { report } = await drill('--workers', '3', '--partition', '2', '--plane')
    expectObeyed(report, 5)
  })

  it.skipIf(postgres.kind === 'unavailable')('stops every process on PostgreSQL', async () => {
    if (postgres.kind === 'unavailable') return
    const url = await postgres.freshUrl()
    const keeper = openStoreKeeper({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
    await keeper?.make({ by: 'test', reason: 'a database of its own' }, null)
    await keeper?.close()
    const { report } = await drill('--workers', '3', '--partition', '1', '--state', url)
    expectObeyed(report, 4)
    expect(JSON.stringify(report)).not.toContain('secret')
  })
})

describe('a phase of the drill', () => {
  const phase = { name: 'x', boundMs: 100, judgedBy: 'max' } as const

  it('passes only when every lag is within the bound', () => {
    const lags = [0, 50, 100].map((ms, worker) => ({ worker, ms }))
    expect(phaseReport({ ...phase, lags }, 3)).toMatchObject({
      within_bound: true,
      p50_ms: 50,
      max_ms: 100,
      per_worker_max_ms: [0, 50, 100],
    })
    const late = [...lags, { worker: 2, ms: 100.1 }]
    expect(phaseReport({ ...phase, lags: late }, 3).within_bound).toBe(false)
  })

  it('does not pass on no measurement at all', () => {
    expect(phaseReport({ ...phase, lags: [] }, 2)).toMatchObject({
      within_bound: false,
      max_ms: null,
      per_worker_max_ms: [null, null],
    })
  })
})
