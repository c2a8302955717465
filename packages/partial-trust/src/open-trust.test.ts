import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from './define/define-corridor.js'
import { openTrust } from './open-trust.js'
import type { Trust, TrustOptions } from './open-trust.js'
import { policy } from '@partial-trust/llm'

const open: Trust[] = []
let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'open-trust-'))
})
afterEach(async () => {
  for (const trust of open.splice(0)) await trust.close()
  rmSync(cwd, { recursive: true })
})

const everyId = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_SAMPLE_RATE: '1',
}

async function opened(options: TrustOptions = {}): Promise<Trust> {
  const trust = await openTrust({ cwd, env: everyId, state: null, ...options })
  open.push(trust)
  return trust
}

const ownFunction = defineCorridor({
  intent: 'own_function',
  id: (n: number) => n,
  baseline: () => 'no',
  candidate: z.enum(['yes', 'no']),
  ask: async () => 'yes',
})
const policyFile = defineCorridor({
  intent: 'policy_file',
  id: (n: number) => n,
  baseline: () => 'no',
  candidate: z.enum(['yes', 'no']),
  ask: policy('some_task', { system: 'Say yes.', prompt: (n: number) => String(n) }),
})

describe('the health of a process', () => {
  it('says nothing of the policy file where no corridor asks it', async () => {
    const trust = await opened()
    await trust.open(ownFunction).decide(1)
    expect(trust.health().configProblems).toEqual([])
  })

  it('names what is wrong with the policy file once a corridor asks it', async () => {
    const trust = await opened()
    trust.open(policyFile)
    expect(trust.health().configProblems).toMatchObject([
      { variable: 'LLM_POLICY_PATH', problem: expect.stringContaining('LLM_BASE_URL') },
      {},
      {},
      {},
    ])
  })
})
