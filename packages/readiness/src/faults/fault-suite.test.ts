import process from 'node:process'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCorridor } from '@partial-trust/core'
import { householdCorridor } from '@partial-trust/example-household'
import type { HouseholdCommand } from '@partial-trust/example-household'
import { faultCases, graceMs, runFaultSuite } from './index.js'
import type { FaultSubject, FaultSuiteResult } from './index.js'

/** The household corridor under faults. */
export const householdSubject: FaultSubject<HouseholdCommand> = {
  intent: householdCorridor.intent,
  taskId: householdCorridor.taskId,
  open: (parts) => openCorridor(householdCorridor, parts),
  command: (ordinal) => ({
    command_id: `fault-suite-${ordinal}`,
    user_id: 'user-1',
    timestamp: '2026-01-01T00:00:00Z',
    text: `add ${things[ordinal % things.length]} to the shopping list`,
    capabilities: ['start_job', 'propose_add_shopping_item'],
    context: {
      household: {
        members: [{ user_id: 'user-1' }],
        shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
      },
    },
  }),
  candidate: {
    intent: 'add_shopping_item',
    items: [{ name: 'leaked candidate', list_id: 'list-1' }],
    confidence: 1,
  },
}

const things = ['milk', 'bread', 'apples', 'rice', 'soap', 'coffee', 'eggs'] as const

/** `npm run test:faults` makes ten thousand of them; here enough for many under way at once. */
const decisionsPerFault = Number(process.env['FAULT_DECISIONS'] ?? 96)
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

  it(`no late or unchecked candidate leaks in ${decisionsPerFault} decisions under each`, () => {
    expect(result.decisions).toBe(faultCases.length * decisionsPerFault)
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
