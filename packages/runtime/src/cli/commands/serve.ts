import { steerRollouts } from '../../steer-rollouts.js'
import { resolve } from 'node:path'
import { compose } from '../../compose.js'
import { systemClock } from '../../edge/system-clock.js'
import { operatorActions } from '../../operator-actions.js'
import { loadPlan } from '../../plan/index.js'
import { buildService, listen, openTokenStore, serveConsole } from '../../service/index.js'
import type { RegisterCommand } from '../context.js'
import { parsePort } from '../parse-port.js'

type ServeFlags = {
  readonly port: number
  readonly host: string
  readonly config?: string
  readonly plan?: string
}

export const registerServe: RegisterCommand = (program, context) => {
  program
    .command('serve')
    .description('serve decisions over HTTP, with the console at /')
    .option('--port <n>', 'TCP port; 0 takes a free one', parsePort, 8080)
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'plan that a rollout started from here follows')
    .addHelpText('after', '\nExample:\n  $ partial-trust serve --port 8080')
    .action(async (flags: ServeFlags) => {
      const { plan, file: planFile, declaresAlpha } = loadPlan(context.cwd, flags.plan)
      const app = await compose({ env: context.env, cwd: context.cwd, configFile: flags.config })
      const tokens = openTokenStore(resolve(context.cwd, app.config.tokensPath), Date.now)
      for (const { role, token } of tokens.minted) {
        context.stderr.write(`${role} token: ${token}\n`)
      }
      const service = await buildService(app, {
        host: flags.host,
        tokens,
        actions: operatorActions(app, plan, Date.now),
        clock: systemClock,
        onError: (error) => context.stderr.write(`partial-trust: ${error.name} in the service\n`),
      })
      const { server, events } = service
      await serveConsole(service, app, {
        config: app.config,
        plan,
        planFile,
        declaresAlpha,
        nowMs: Date.now,
      })
      const rollouts = steerRollouts(app, events)
      try {
        for (const { variable, problem } of app.health().configProblems) {
          context.stderr.write(`partial-trust: ${variable}: ${problem}; corridors are closed\n`)
        }
        const url = await listen(server, flags)
        context.stderr.write(`listening on ${url} (Ctrl-C stops)\n`)
        await aborted(context.signal)
        context.stderr.write('stopping: answering what is under way, then flushing the risk log\n')
      } finally {
        rollouts?.stop()
        await server.close()
        await app.close()
      }
    })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((settle) => {
    signal.addEventListener('abort', () => settle(), { once: true })
  })
}
