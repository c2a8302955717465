import { once } from 'node:events'
import { systemClock } from '@partial-trust/engine'
import { messageOf, UserError } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { parsePort } from '../parse-port.js'
import { openRelay } from '../relay/relay-server.js'

type Options = { readonly from: string; readonly port: number; readonly host: string }

/** `relay`: one reader of a control plane for many processes. */
export const registerRelay: RegisterCommand = (program, context) => {
  program
    .command('relay')
    .description(
      'serve control to many processes from another control plane, or from another relay',
    )
    .requiredOption('--from <url>', 'the control plane: https://:TOKEN@host')
    .option('--port <n>', 'TCP port; 0 takes a free one', parsePort, 8090)
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .addHelpText(
      'after',
      '\nProcesses take it as their control plane (PARTIAL_TRUST_STATE=http://:TOKEN@relay:8090), with tokens of the\n' +
        'plane. Their leases count from when the plane read its store, through any number of relays: one that lags or\n' +
        'has lost its plane makes them close. Changes, kills, counts and confirmations go through to the plane.\n\n' +
        'Example:\n  $ partial-trust relay --from https://:$TOKEN@control.example --port 8090',
    )
    .action(async ({ from, port, host }: Options) => {
      if (!/^https?:\/\//u.test(from) || !URL.canParse(from)) {
        throw new UserError('--from is not an http(s) address', 2)
      }
      const relay = openRelay({ from, clock: systemClock, now: Date.now })
      try {
        relay.server.listen(port, host)
        await once(relay.server, 'listening').catch((error: unknown) => {
          const why = messageOf(error)
          throw new UserError(`cannot listen on ${host}:${port} (${why})`, 1, { cause: error })
        })
        const bound = relay.server.address()
        const at = typeof bound === 'object' && bound !== null ? bound.port : port
        context.stderr.write(`relaying ${relay.location} on http://${host}:${at} (Ctrl-C stops)\n`)
        const problem = await relay.problem()
        if (problem !== null && !context.signal.aborted) {
          context.stderr.write(
            `${problem}: whoever is served here stays closed until it can be read\n`,
          )
        }
        if (!context.signal.aborted) await once(context.signal, 'abort')
      } finally {
        await relay.close()
      }
    })
}
