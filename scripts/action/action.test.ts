import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { installedProgram } from '../pack/installed-program.ts'
import { runAction } from './run-action.ts'
import type { Ran } from './run-action.ts'

const action = fileURLToPath(new URL('../../action', import.meta.url))
const program = await installedProgram()
const home = mkdtempSync(join(tmpdir(), 'pt-action-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Stands in for the program: says what it is told to, and ends as the real one would. */
function programThat(name: string, lines: readonly string[]): string {
  const file = join(home, `${name}.sh`)
  writeFileSync(file, ['case "$*" in', ...lines, '*) exit 0 ;; esac'].join('\n'))
  return `bash ${file}`
}

let count = 0
function run(inputs: Readonly<Record<string, string>>): Ran {
  count += 1
  return runAction(action, home, join(home, `run-${count}`), inputs)
}

function resultsOf({ outputs }: Ran): readonly { ruleId: string; level: string }[] {
  const sarif: { runs: [{ results: [{ ruleId: string; level: string }] }] } = JSON.parse(
    readFileSync(outputs['sarif'] ?? '', 'utf8'),
  )
  return sarif.runs[0].results
}

describe('the action', () => {
  it.each([
    { verdict: 'GO', code: 0, outcome: 'passed', status: 0 },
    { verdict: 'INSUFFICIENT', code: 10, outcome: 'undecided', status: 0 },
    { verdict: 'NO_GO', code: 20, outcome: 'failed', status: 1 },
    { verdict: 'none', code: 1, outcome: 'failed', status: 1 },
  ])('makes $outcome of $verdict', ({ verdict, code, outcome, status }) => {
    const command = programThat(verdict, [
      `gate*) echo '{"verdict":"${verdict}","because":["a reason"]}'; exit ${code} ;;`,
    ])
    const ran = run({ command })
    expect(ran).toMatchObject({ status, outputs: { verdict, outcome } })
    expect(ran.summary).toContain('| gate |')
    expect(resultsOf(ran)).toEqual([expect.objectContaining({ ruleId: 'gate' })])
    expect(ran.said.includes('::warning')).toBe(outcome === 'undecided')
    expect(ran.said.includes('::error')).toBe(outcome === 'failed')
  })

  it('fails an INSUFFICIENT where that is asked for, and a check it does not know', () => {
    const command = programThat('ten', ['gate*) exit 10 ;;'])
    expect(run({ command, checks: 'gate', insufficient: 'fail' })).toMatchObject({ status: 1 })
    expect(run({ command, checks: 'gate guess' })).toMatchObject({ status: 2 })
    expect(run({ command, checks: '' })).toMatchObject({ status: 1 })
  })

  it('shows what the real program finds, at its line', () => {
    const plan = join(home, 'wrong.plan.yaml')
    writeFileSync(
      plan,
      `version: 1
stages:
  - name: canary
    rate: 0.01
    min_days: 1
    max_days: 2
    min_sampled: 1
    go: [{ metric: attempt_error, below: 0.05 }]
    no_go: [{ metric: attempt_error, above: 0.99 }]
`,
    )
    const ran = run({ command: `${process.execPath} ${program}`, checks: 'lint runbook', plan })
    expect(ran.status).toBe(1)
    expect(resultsOf(ran)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ruleId: expect.stringMatching(/^L\d+-/),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: expect.stringContaining('wrong.plan.yaml') },
                region: { startLine: expect.any(Number) },
              },
            },
          ],
        }),
        expect.objectContaining({ ruleId: 'runbook', level: 'error' }),
      ]),
    )
    expect(ran.summary).toContain('| runbook | found a problem |')
  })
})
