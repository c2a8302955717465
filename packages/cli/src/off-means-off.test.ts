import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { householdAnswer } from '@partial-trust/example-household/simulated-model'
import { startLlmSimulator } from '@partial-trust/testing'
import type { LlmSimulator } from '@partial-trust/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { variables } from '@partial-trust/settings'

const decisions = 8
const command = {
  user_id: 'user-1',
  timestamp: '2026-01-01T00:00:00Z',
  text: 'add milk to the shopping list',
  capabilities: ['start_job', 'propose_add_shopping_item'],
  context: {
    household: {
      members: [{ user_id: 'user-1' }],
      shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
    },
  },
}
let simulator: LlmSimulator
let cwd: string

beforeAll(async () => {
  simulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0 },
    respond: householdAnswer,
  })
  cwd = mkdtempSync(join(tmpdir(), 'partial-trust-off-'))
})
afterAll(async () => {
  await simulator.close()
  rmSync(cwd, { recursive: true })
})

type Env = Readonly<Record<string, string | undefined>>

function openEnv(): Env {
  return {
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    LLM_BASE_URL: simulator.url,
    PARTIAL_TRUST_SAMPLE_RATE: '1',
    PARTIAL_TRUST_TIMEOUT_MS: '5000',
    PARTIAL_TRUST_STATE: 'none',
  }
}

/** Decides under an environment: how often the model was asked, and what the records say. */
async function decideUnder(
  env: Env,
): Promise<{ readonly asked: number; readonly reasons: readonly (string | undefined)[] }> {
  const before = simulator.stats().requests
  const app = await compose({ registered: householdConfig.corridors, configFile: null, env, cwd })
  try {
    const reasons = []
    for (let ordinal = 0; ordinal < decisions; ordinal++) {
      const deciding = app.corridors[0]?.decide({ ...command, command_id: `off-${ordinal}` })
      if (deciding?.kind !== 'deciding') throw new Error('the command is valid')
      reasons.push((await deciding.outcome).record?.reason_code)
    }
    return { asked: simulator.stats().requests - before, reasons: [...new Set(reasons)] }
  } finally {
    await app.close()
  }
}

const oddValues = [
  '5',
  'inf',
  'nan',
  '1_0',
  '0x10',
  '50%',
  '',
  '２００',
  '200ms',
  '-1',
  '1e3',
  'maybe',
  ' ',
  'ftp://127.0.0.1',
  'no such intent',
  'a\0b',
]
const refusals = Object.entries(variables).flatMap(([name, { parse }]) =>
  oddValues
    .filter((value) => parse(value).kind === 'refused')
    .map((value) => [name, value] as const),
)

describe('off means off', () => {
  it('asks the model when everything is on, so that this suite can fail', async () => {
    expect((await decideUnder(openEnv())).asked).toBe(decisions)
  })

  it.each([
    ['PARTIAL_TRUST_ENABLED', undefined],
    ['PARTIAL_TRUST_ENABLED', 'false'],
    ['LLM_POLICY_ENABLED', undefined],
    ['LLM_POLICY_ENABLED', '0'],
    ['LLM_POLICY_PATH', '/nowhere/policy.yaml'],
    ['LLM_POLICY_PROFILE', 'nobody'],
    ['PARTIAL_TRUST_PROFILE_ID', 'nobody'],
    ['PARTIAL_TRUST_INTENT', 'nothing_registered'],
    ['PARTIAL_TRUST_SAMPLE_RATE', '0'],
  ])('asks nobody with %s set to %s', async (name, value) => {
    expect((await decideUnder({ ...openEnv(), [name]: value })).asked).toBe(0)
  })

  it.each(refusals)(
    'asks nobody and says config_invalid with %s set to %j',
    async (name, value) => {
      expect(await decideUnder({ ...openEnv(), [name]: value })).toEqual({
        asked: 0,
        reasons: ['config_invalid'],
      })
    },
  )
})
