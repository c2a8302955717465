import { capabilities, demoUtterances } from '@partial-trust/example-household'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { eagerModel, householdCommand, showsCandidate } from './household-situations.js'
import { openRig } from './rig.js'

/**
 * AC2: whatever the command says and whatever the caller may do, a candidate replaces the baseline
 * only where the baseline itself would add to a shopping list and the caller may start a job.
 */
export async function allowListedIntent(): Promise<Criterion> {
  const failures: string[] = []
  const rig = await openRig({}, eagerModel)
  const callers = capabilitySets()
  const texts = demoUtterances()
  let decisions = 0
  let used = 0
  try {
    for (const [index, { text }] of texts.entries()) {
      const can = callers[index % callers.length] ?? []
      const command = householdCommand({ id: `ac2-${index}`, text, can })
      const before = rig.simulator.stats().requests
      const { decision, record } = await rig.decide(command)
      decisions++
      const asked = rig.simulator.stats().requests - before
      const inCorridor =
        record?.baseline_summary?.intent === 'add_shopping_item' &&
        record.baseline_summary.decision_type === 'start_job' &&
        can.includes('start_job')
      const where = `utterance ${index} with ${can.join('+')}`
      if (!inCorridor && asked > 0) failures.push(`${where}: asked outside of the corridor`)
      if (!inCorridor && showsCandidate(decision)) failures.push(`${where}: a candidate was used`)
      if (showsCandidate(decision)) used++
    }
    if (used === 0) failures.push('no candidate was used at all, so nothing was proved')
  } finally {
    await rig.close()
  }
  const cases = texts.length
  return criterion('AC2', 'Only the allow-listed intent', { cases, decisions, failures })
}

/** All capabilities, each alone, and all but each. */
function capabilitySets(): readonly (readonly string[])[] {
  return [
    capabilities,
    ...capabilities.map((one) => [one]),
    capabilities,
    ...capabilities.map((left) => capabilities.filter((one) => one !== left)),
  ]
}
