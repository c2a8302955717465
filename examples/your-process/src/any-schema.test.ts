import { type } from 'arktype'
import { defineCorridor, openTrust } from 'partial-trust'
import type { Schema } from 'partial-trust'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

type Proposal = { action: 'approve' | 'deny'; amountCents: number }

const schemas: Readonly<Record<string, Schema<Proposal>>> = {
  zod: z.object({ action: z.enum(['approve', 'deny']), amountCents: z.number() }),
  valibot: v.object({ action: v.picklist(['approve', 'deny']), amountCents: v.number() }),
  arktype: type({ action: "'approve' | 'deny'", amountCents: 'number' }),
}
const answers: readonly unknown[] = [
  { action: 'approve', amountCents: 100 },
  { action: 'approve', amountCents: 900 },
  { action: 'refund everything', amountCents: 100 },
  { action: 'deny' },
  null,
  'approve',
]

const noStats = {
  written: 0,
  dropped: 0,
  stuck: 0,
  lastError: null,
  pending: 0,
  bytes: 0,
  failures: 0,
  rotations: 0,
  tornLines: 0,
}

const env = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_SAMPLE_RATE: '1',
}

/** What became of every answer under one library's schema, without what differs from run to run. */
async function recordsUnder(candidate: Schema<Proposal>): Promise<readonly unknown[]> {
  const trust = await openTrust({
    env,
    state: null,
    riskLog: {
      append: () => undefined,
      stats: () => noStats,
      close: async () => undefined,
    },
  })
  const corridor = trust.open(
    defineCorridor({
      intent: 'decide_refund',
      id: (index: number) => index,
      baseline: (): Proposal => ({ action: 'deny', amountCents: 0 }),
      label: ({ action }) => action,
      labels: ['approve', 'deny'],
      candidate,
      ask: async (index) => answers[index],
      rules: { too_much: ({ candidate: { amountCents } }) => amountCents <= 500 },
    }),
  )
  const ended: unknown[] = []
  for (const index of answers.keys()) {
    const { decision, record } = await corridor.decide(index)
    const { status, reason_code, llm_summary, diff_summary, bucket } = record ?? {}
    ended.push({ decision, status, reason_code, llm_summary, diff_summary, bucket })
  }
  await trust.close()
  return ended
}

describe('the schema of a candidate', () => {
  it('may come from any library that speaks Standard Schema: the records are the same', async () => {
    const [first, ...others] = await Promise.all(Object.values(schemas).map(recordsUnder))
    expect(first).toMatchObject([
      { status: 'accepted_llm' },
      { reason_code: 'too_much' },
      { reason_code: 'schema_validation_failed' },
      { reason_code: 'schema_validation_failed' },
      { status: 'fallback_deterministic' },
      { status: 'fallback_deterministic' },
    ])
    for (const other of others) expect(other).toEqual(first)
  })

  it.each([
    ['valibot', v.pipe(v.string(), v.maxLength(3)), v.pipe(v.string(), v.maxLength(4))],
    [
      'valibot',
      v.pipe(
        v.string(),
        v.check((word) => word !== 'a'),
      ),
      v.pipe(
        v.string(),
        v.check((word) => word !== 'b'),
      ),
    ],
    ['arktype', type('string < 3'), type('string < 4')],
  ])('starts a new epoch when it changes, of %s too', async (_, before, after) => {
    expect(await epochUnder(after)).not.toBe(await epochUnder(before))
    expect(await epochUnder(before)).toBe(await epochUnder(before))
  })
})

async function epochUnder(candidate: Schema<string>): Promise<string> {
  const trust = await openTrust({ env, state: null, controller: false })
  const { epoch } = trust.open(
    defineCorridor({
      intent: 'say_a_word',
      id: (index: number) => index,
      baseline: () => 'no',
      candidate,
      ask: async () => 'yes',
    }),
  )
  await trust.close()
  return epoch
}
