import type { FastifyInstance } from 'fastify'
import type { App } from 'partial-trust'

/**
 * `GET /healthz`: the process lives. `GET /readyz`: it answers decisions; 503 once it is stopping.
 * A closed corridor is ready: its baseline answers.
 */
export function healthRoutes(server: FastifyInstance, app: App, isStopping: () => boolean): void {
  server.get('/healthz', () => ({ status: 'ok', instance: app.instance }))
  server.get('/readyz', (_request, reply) => {
    const { configProblems, riskLog, lease } = app.health()
    reply.code(isStopping() ? 503 : 200)
    return {
      ready: !isStopping(),
      corridors_may_open: configProblems.length === 0 && lease?.fresh !== false,
      config_problems: configProblems,
      risk_log: riskLog,
      lease,
    }
  })
}
