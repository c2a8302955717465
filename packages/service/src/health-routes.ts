import type { App } from 'partial-trust'
import type { Handlers } from './routes/handler.js'
import type { ownRows } from './routes/own-rows.js'

/** The process lives; it answers decisions, or is stopping. */
export function healthHandlers(
  app: App,
  isStopping: () => boolean,
): Pick<Handlers<typeof ownRows>, 'healthz' | 'readyz'> {
  return {
    healthz: () => ({ status: 'ok', instance: app.instance }),
    readyz({ reply }) {
      const { configProblems, riskLog, lease } = app.health()
      reply.code(isStopping() ? 503 : 200)
      return {
        ready: !isStopping(),
        corridors_may_open: configProblems.length === 0 && lease?.fresh !== false,
        // Anybody may ask: no address and no value of a variable is in any of it.
        config_problems: configProblems.map(({ variable }) => ({ variable })),
        risk_log: riskLog,
        lease: lease === null ? null : { fresh: lease.fresh, age_ms: lease.ageMs },
      }
    },
  }
}
