import { describe, expect, it } from 'vitest'
import { buildReport } from '../log/build-report.js'
import { foldLine } from '../log/fold-line.js'
import { LogTally } from '../log/log-tally.js'
import { allTime } from '../log/time-window.js'
import { reasonRows } from './rows.js'

function rowsOf(records: readonly (readonly [status: string, reason: string])[]): string[][] {
  const tally = new LogTally()
  for (const [i, [status, reason_code]] of records.entries()) {
    const line = { status, reason_code, trace_id: `t${i}`, sampled: status !== 'skipped' }
    foldLine(tally, Buffer.from(JSON.stringify(line)), allTime)
  }
  const { asked, unasked } = reasonRows(buildReport(tally, 0))
  return [asked, unasked].map((rows) => rows.map(({ name, cells }) => `${name} ${cells[0]}`))
}

describe('the mix of reasons', () => {
  it('tells commands outside the corridor from candidates that read them otherwise', () => {
    expect(
      rowsOf([
        ...Array.from({ length: 5 }, () => ['skipped', 'corridor_mismatch'] as const),
        ['skipped', 'baseline_non_execute'],
        ['fallback_deterministic', 'corridor_mismatch'],
        ['fallback_deterministic', 'corridor_mismatch'],
        ['accepted_llm', 'accepted'],
        ['not_sampled', 'not_sampled'],
      ]),
    ).toEqual([
      ['corridor_mismatch 2', 'accepted 1'],
      ['corridor_mismatch 5', 'baseline_non_execute 1', 'not_sampled 1'],
    ])
  })

  it('takes a code of nobody’s list, and names of the language, for candidates', () => {
    expect(
      rowsOf([
        ['error', 'TypeError'],
        ['error', '__proto__'],
        ['error', 'constructor'],
      ])[0],
    ).toHaveLength(3)
  })
})
