import type { Environment } from '@partial-trust/settings'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { eagerModel, householdCommand, showsCandidate } from './household-situations.js'
import { openRig } from './rig.js'

const odd = ['5', 'inf', 'nan', '1_0', '0x10', '50%', '', '１', '200ms', '-1', '1e3']
const switches = ['PARTIAL_TRUST_ENABLED', 'LLM_POLICY_ENABLED'] as const
const off = [undefined, 'false', '0', 'no', 'No ', 'maybe', 'on', '', '２']
const decisionsPerCase = 3

/** Environments in which no model may be asked. */
function closedEnvironments(): readonly Environment[] {
  return [
    { PARTIAL_TRUST_ENABLED: undefined, LLM_POLICY_ENABLED: undefined },
    ...switches.flatMap((name) => off.map((value) => ({ [name]: value }))),
    ...odd.map((value) => ({ PARTIAL_TRUST_SAMPLE_RATE: value })),
    { PARTIAL_TRUST_SAMPLE_RATE: '0' },
    ...odd.filter((value) => value !== '5').map((value) => ({ PARTIAL_TRUST_TIMEOUT_MS: value })),
    ...['0', '60001'].map((value) => ({ PARTIAL_TRUST_TIMEOUT_MS: value })),
    ...odd.map((value) => ({ PARTIAL_TRUST_LEASE_MS: value })),
    ...['', 'unlock_door'].map((value) => ({ PARTIAL_TRUST_INTENT: value })),
    ...['', 'ftp://host', 'not a url'].map((value) => ({ LLM_BASE_URL: value })),
    ...['', 'state.db', 'mysql://host'].map((value) => ({ PARTIAL_TRUST_STATE: value })),
    { LLM_POLICY_PATH: '/no/such/policy.yaml' },
    { LLM_POLICY_PROFILE: 'no-such-profile' },
    { PARTIAL_TRUST_PROFILE_ID: 'no-such-profile' },
  ]
}

/** AC1: with any switch off or any value odd, the baseline answers and the model is never asked. */
export async function offByDefault(): Promise<Criterion> {
  const failures: string[] = []
  const environments = closedEnvironments()
  let decisions = 0
  for (const env of environments) {
    const rig = await openRig(env, eagerModel)
    try {
      for (let i = 0; i < decisionsPerCase; i++) {
        const { decision } = await rig.decide(householdCommand({ id: `ac1-${i}` }))
        decisions++
        if (showsCandidate(decision)) failures.push(`${JSON.stringify(env)}: a candidate was used`)
      }
      const { requests } = rig.simulator.stats()
      if (requests > 0)
        failures.push(`${JSON.stringify(env)}: the model was asked ${requests} times`)
    } finally {
      await rig.close()
    }
  }
  failures.push(...(await proofThatItWouldShow()))
  return criterion('AC1', 'Off by default', { cases: environments.length, decisions, failures })
}

/** With nothing switched off the candidate is used, or the check above could not fail. */
async function proofThatItWouldShow(): Promise<readonly string[]> {
  const rig = await openRig({}, eagerModel)
  try {
    const { decision } = await rig.decide(householdCommand({ id: 'ac1-control' }))
    return showsCandidate(decision) ? [] : ['with everything on, no candidate was used either']
  } finally {
    await rig.close()
  }
}
