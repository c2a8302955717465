import cluster from 'node:cluster'
import { InvalidArgumentError } from 'commander'
import { holdNursery } from '../bound-nursery.js'
import type { RegisterCommand } from '../context.js'
import { parsePort } from '../parse-port.js'
import type { ServeFlags } from '../serve-flags.js'

export const registerServe: RegisterCommand = (program, context) => {
  program
    .command('serve')
    .description('serve decisions over HTTP, with the console at /')
    .option('--port <n>', 'TCP port; 0 takes a free one', parsePort, 8080)
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--workers <n>', 'processes that answer on the port (Linux, FreeBSD)', parseWorkers, 1)
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'plan that a rollout started from here follows')
    .addHelpText('after', '\nExample:\n  $ partial-trust serve --port 8080')
    .action(async (flags: ServeFlags) => {
      if (cluster.isWorker) {
        holdNursery()
        const { joinHost } = await import('../workers/worker-link.js')
        const { serveHere } = await import('../serve-here.js')
        await serveHere(context, flags, await joinHost(Date.now))
      } else if (flags.workers > 1) {
        const { runWorkers } = await import('../workers/run-workers.js')
        await runWorkers(context, flags)
      } else {
        holdNursery()
        const { serveHere } = await import('../serve-here.js')
        await serveHere(context, flags)
      }
    })
}

const mostWorkers = 256

function parseWorkers(text: string): number {
  const count = Number(text)
  if (/^\d{1,3}$/u.test(text) && count >= 1 && count <= mostWorkers) return count
  throw new InvalidArgumentError(`must be a whole number from 1 to ${mostWorkers}`)
}
