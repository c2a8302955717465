import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { openRig } from './rig.js'
import { sameAsBaseline } from './same-as-baseline.js'
import type { Subject } from './subject.js'

/** AC2: while PARTIAL_TRUST_INTENT does not name the corridor, it is the baseline alone. */
export async function allowListedIntent(subject: Subject): Promise<Criterion> {
  const { registered, corridor, commands, good, baselines } = subject
  const others = registered.map(({ intent }) => intent).filter((name) => name !== corridor.intent)
  const lists = ['', 'no_such_corridor', `${corridor.intent}_`, ...others, others.join(',')]
  const failures: string[] = []
  let decisions = 0
  for (const list of [...new Set(lists), corridor.intent]) {
    const listed = list === corridor.intent
    const where = `PARTIAL_TRUST_INTENT=${JSON.stringify(list)}`
    const rig = await openRig({
      registered,
      intent: corridor.intent,
      script: { kind: 'answer', value: () => good },
      env: { PARTIAL_TRUST_INTENT: list },
    })
    try {
      for (const [index, command] of commands.entries()) {
        const { decision } = await rig.decide(command)
        decisions++
        if (listed || sameAsBaseline(decision, baselines[0]?.[index], baselines[1]?.[index]))
          continue
        failures.push(`${where}: not the baseline’s decision`)
      }
      if (!listed && rig.asked() > 0) failures.push(`${where}: its source was asked`)
      if (listed && rig.asked() === 0) {
        failures.push(`${where}: its source was not asked, so nothing was proved`)
      }
    } finally {
      await rig.close()
    }
  }
  const cases = new Set(lists).size + 1
  return criterion('AC2', 'Only the allow-listed intent', { cases, decisions, failures })
}
