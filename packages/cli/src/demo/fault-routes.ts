import { checkChange, defaultSchedule } from '@partial-trust/testing'
import type { FaultSchedule, LlmSimulator } from '@partial-trust/testing'
import { sendProblem } from '@partial-trust/service'
import type { Service } from '@partial-trust/service'

/** `GET` and `POST /v1/demo/faults`: how the simulated LLM behaves, seen and changed from the console. */
export function faultRoutes(
  { server, access }: Pick<Service, 'server' | 'access'>,
  simulator: Pick<LlmSimulator, 'setFaults' | 'stats'>,
): void {
  let schedule: FaultSchedule = defaultSchedule
  server.get('/v1/demo/faults', { onRequest: access.require('viewer') }, () => ({
    schedule,
    stats: simulator.stats(),
  }))
  server.post('/v1/demo/faults', { onRequest: access.require('operator') }, (request, reply) => {
    const checked = checkChange(request.body)
    if (checked.kind === 'refused') {
      return sendProblem(reply, {
        status: 400,
        title: 'These faults cannot be simulated',
        detail: checked.problem,
      })
    }
    simulator.setFaults(checked.change)
    schedule = { ...schedule, ...checked.change }
    return reply.send({ schedule, stats: simulator.stats() })
  })
}
