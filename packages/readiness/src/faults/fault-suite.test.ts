import { beforeAll, describe, expect, it } from 'vitest'
import { faultCases, graceMs, householdSubject, runFaultSuite } from './index.js'
import type { FaultSuiteResult } from './index.js'

const decisionsPerFault = 320
const concurrency = 64
const budgetMs = 240_000

describe('under every fault of the language model', () => {
  let result: FaultSuiteResult

  beforeAll(async () => {
    result = await runFaultSuite({ subject: householdSubject, decisionsPerFault, concurrency })
  }, budgetMs)

  it('the suite would see a leak: without a fault every candidate replaces the baseline', () => {
    expect(result.control).toMatchObject({ unlike: decisionsPerFault, misjudged: [] })
  })

  it('no late or unchecked candidate leaks in at least 10 000 decisions', () => {
    expect(result.decisions).toBeGreaterThanOrEqual(10_000)
    expect(result.leaks).toBe(0)
  })

  it.each(faultCases.map(({ name, meaning }) => [name, meaning]))(
    '%s (%s): the baseline to the byte, in time, rightly named, and nothing moves afterwards',
    (name) => {
      const outcome = result.outcomes.find((found) => found.name === name)
      expect(outcome).toMatchObject({ unlike: 0, misjudged: [], moved: false })
      expect(outcome?.overdueMs).toBeLessThanOrEqual(graceMs)
      expect(outcome?.passed).toBe(true)
    },
  )
})
