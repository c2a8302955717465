import type { Environment } from '@partial-trust/settings'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { openRig } from './rig.js'
import { sameAsBaseline } from './same-as-baseline.js'
import type { Subject } from './subject.js'

const odd = ['5', 'inf', 'nan', '1_0', '0x10', '50%', '', '１', '200ms', '-1', '1e3']
const switches = ['PARTIAL_TRUST_ENABLED', 'LLM_POLICY_ENABLED'] as const
const off = [undefined, 'false', '0', 'no', 'No ', 'maybe', 'on', '', '２']

/** Environments in which nobody may be asked. */
function closedEnvironments(asksPolicy: boolean): readonly Environment[] {
  return [
    { PARTIAL_TRUST_ENABLED: undefined, LLM_POLICY_ENABLED: undefined },
    ...switches.flatMap((name) => off.map((value) => ({ [name]: value }))),
    ...odd.map((value) => ({ PARTIAL_TRUST_SAMPLE_RATE: value })),
    { PARTIAL_TRUST_SAMPLE_RATE: '0' },
    ...odd.filter((value) => value !== '5').map((value) => ({ PARTIAL_TRUST_TIMEOUT_MS: value })),
    ...['0', '60001'].map((value) => ({ PARTIAL_TRUST_TIMEOUT_MS: value })),
    ...odd.map((value) => ({ PARTIAL_TRUST_LEASE_MS: value })),
    ...['', 'state.db', 'mysql://host'].map((value) => ({ PARTIAL_TRUST_STATE: value })),
    ...['', 'ftp://host', 'not a url'].map((value) => ({ LLM_BASE_URL: value })),
    ...(asksPolicy ? policyEnvironments : []),
  ]
}

const policyEnvironments: readonly Environment[] = [
  { LLM_POLICY_PATH: '/no/such/policy.yaml' },
  { PARTIAL_TRUST_PROFILE_ID: 'no-such-profile' },
]

/** AC1: with any switch off or any value odd, the baseline answers and nobody is asked. */
export async function offByDefault(subject: Subject): Promise<Criterion> {
  const { registered, corridor, commands, good, baselines } = subject
  const failures: string[] = []
  const environments = closedEnvironments(corridor.asksPolicy)
  let decisions = 0
  for (const env of environments) {
    const rig = await openRig({
      registered,
      intent: corridor.intent,
      script: { kind: 'answer', value: () => good },
      env,
    })
    const where = JSON.stringify(env, (_, value: unknown) => value ?? 'unset')
    try {
      for (const [index, command] of commands.entries()) {
        const { decision, record } = await rig.decide(command)
        decisions++
        if (!sameAsBaseline(decision, baselines[0]?.[index], baselines[1]?.[index])) {
          failures.push(`${where}: not the baseline’s decision`)
        }
        if (env === environments[0] && record !== null) failures.push(`${where}: left a record`)
      }
      if (rig.asked() > 0) failures.push(`${where}: its source was asked ${rig.asked()} times`)
    } finally {
      await rig.close()
    }
  }
  return criterion('AC1', 'Off by default', { cases: environments.length, decisions, failures })
}
