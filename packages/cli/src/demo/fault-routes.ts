import { checkChange, defaultSchedule } from '@partial-trust/testing'
import type { FaultSchedule, LlmSimulator } from '@partial-trust/testing'
import type { demoRows, Handlers } from '@partial-trust/service'

/** How the simulated LLM behaves, seen and changed from the console. */
export function faultHandlers(
  simulator: Pick<LlmSimulator, 'setFaults' | 'stats'>,
): Handlers<typeof demoRows> {
  let schedule: FaultSchedule = defaultSchedule
  return {
    faults: () => ({ schedule, stats: simulator.stats() }),
    changeFaults({ body, refuse }) {
      const checked = checkChange(body)
      if (checked.kind === 'refused') return refuse(400, { detail: checked.problem })
      simulator.setFaults(checked.change)
      schedule = { ...schedule, ...checked.change }
      return { schedule, stats: simulator.stats() }
    },
  }
}
