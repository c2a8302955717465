// One rung of the ladder: POST /v1/decide with so many steps of ours. Prints its port.
import { join } from 'node:path'
import process from 'node:process'
import { randomIds, systemClock } from '@partial-trust/engine'
import { validateCommand } from '@partial-trust/example-household'
import { operatorActions } from '@partial-trust/host'
import { buildService, listen, openTokenStore } from '@partial-trust/service'
import { fastify } from 'fastify'
import { compose } from 'partial-trust'
import type { AppCorridor, PartialTrust } from 'partial-trust'
import constantConfig from './constant-baseline.config.ts'
import { sameDecision } from './constant-decision.ts'

type Decide = AppCorridor['decide']

const host = '127.0.0.1'
const [, , rung = '', folder = '.'] = process.argv

const answered: ReturnType<Decide> = {
  kind: 'deciding',
  outcome: Promise.resolve({
    decision: sameDecision,
    traceId: sameDecision.trace_id,
    record: null,
  }),
}

const rungs: Readonly<Record<string, () => Promise<string>>> = {
  async fastify() {
    const server = fastify()
    server.post('/v1/decide', async () => sameDecision)
    return server.listen({ port: 0, host })
  },
  service: async () => served(await composed('none'), () => answered),
  validated: async () =>
    served(await composed('none'), (value) => {
      const validation = validateCommand(value)
      return validation.kind === 'invalid' ? validation : answered
    }),
  async decided() {
    const app = await composed('none')
    return served(app, engineAlone(app))
  },
  recorded: async () => served(await composed('none')),
  controlled: async () => served(await composed(`sqlite:${join(folder, 'state.db')}`)),
}

async function composed(state: string): Promise<PartialTrust> {
  return compose({
    registered: constantConfig.corridors,
    configFile: null,
    cwd: folder,
    env: { ...process.env, PARTIAL_TRUST_STATE: state },
  })
}

/** The engine over a log that keeps nothing. */
function engineAlone({ corridors: [corridor] }: PartialTrust): Decide {
  const [registration] = constantConfig.corridors
  if (registration === undefined || corridor === undefined) throw new Error('no corridor')
  const opened = registration.open({
    settings: corridor.settings,
    source: null,
    record: () => undefined,
    clock: systemClock,
    ids: randomIds(),
    instance: 'i-0123456789ab',
  })
  return (value, options) => opened.decide(value, options)
}

/** Our service over it, whose decisions are made by `decide` where that is given. */
async function served(app: PartialTrust, decide?: Decide): Promise<string> {
  const [only] = app.corridors
  if (only === undefined) throw new Error('no corridor')
  const corridor = decide === undefined ? only : { ...only, decide }
  const { server } = await buildService(
    { ...app, corridor: () => corridor },
    {
      host,
      tokens: openTokenStore(join(folder, 'tokens.json'), Date.now),
      actions: operatorActions(app, () => null, Date.now),
      clock: systemClock,
    },
  )
  return listen(server, { host, port: 0 })
}

process.once('SIGINT', () => process.exit(0))
process.stdout.write(`${await rungs[rung]?.()}\n`)
