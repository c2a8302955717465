import { resolve } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { backgroundClock } from '@partial-trust/control'
import type { RolloutController } from '@partial-trust/control'
import type { App } from 'partial-trust'
import {
  loadConfigFile,
  openProduct,
  operatorActions,
  signalsOf,
  steerRollouts,
  tellEvents,
} from '@partial-trust/host'
import { systemClock } from '@partial-trust/engine'
import { loadPlan } from '@partial-trust/plan'
import type { LoadedPlan } from '@partial-trust/plan'
import { gatherFacts, preflight } from '@partial-trust/readiness/preflight'
import { runbookOf } from '@partial-trust/readiness'
import { buildService, listen, openTokenStore, serveConsole } from '@partial-trust/service'
import { UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { parsePort } from '../parse-port.js'
import { plansOf } from '../plans-of.js'
import { openTelemetry } from '../open-telemetry.js'
import { commandStudies, runAsChild } from '../studies/index.js'
import { sayWhatWasLost } from '../say-what-was-lost.js'
import { consolePage } from '../console-page.js'

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
      requireReadable(context, flags.plan)
      const { config } = await loadConfigFile(context.cwd, flags.config, context.embedded)
      const signals = signalsOf(config.signals, context.env)
      const app = await openProduct({ ...context, configFile: flags.config })
      const startPlan = readable(await plansOf(context, flags))
      const tokens = openTokenStore(resolve(context.cwd, app.config.tokensPath), Date.now)
      for (const { role, token } of tokens.minted) {
        context.stderr.write(`${role} token: ${token}\n`)
      }
      let rollouts: RolloutController | null = null
      const service = await buildService(app, {
        verdict: (intent) => rollouts?.verdict(intent) ?? null,
        host: flags.host,
        tokens,
        actions: operatorActions(app, startPlan, Date.now),
        clock: systemClock,
        idKey: app.config.idKey,
        alertSecrets: signals.alertSecrets,
        stopGraceMs: Math.max(3000, longestDeadlineMs(app) + 1000),
        onError: (error) => context.stderr.write(`partial-trust: ${error.name} in the service\n`),
      })
      const { server, events } = service
      await serveConsole(service, app, {
        pageRoot: consolePage(),
        config: app.config,
        plans: startPlan,
        nowMs: Date.now,
        riskLogPath: resolve(context.cwd, app.config.riskLogPath),
        studies: commandStudies({
          run: runAsChild(context),
          configFile: flags.config,
        }),
        documents: {
          readiness: async () =>
            preflight(
              await gatherFacts({
                embedded: context.embedded,
                env: context.env,
                cwd: context.cwd,
                configFile: flags.config,
                planFile: flags.plan,
                nowMs: Date.now(),
              }),
            ),
          runbook: () =>
            runbookOf(
              context.cwd,
              (intent) => startPlan(intent)?.plan ?? defaultPlan,
              app.corridors,
            ),
        },
      })
      const silence = await openTelemetry()
      const telling = await tellEvents({
        app,
        webhooks: signals.webhooks,
        folder: resolve(context.cwd, '.partial-trust/outbox'),
        clock: backgroundClock,
        fetch,
      })
      rollouts = steerRollouts(app, events, telling)
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
        silence()
        telling.stop()
        await server.close()
        await app.close()
        sayWhatWasLost(app.health().riskLog, context)
      }
    })
}

/** A plan that does not read stops rollouts from being started, never the service. */
function readable(planOf: (intent: string) => LoadedPlan): (intent: string) => LoadedPlan | null {
  return (intent) => {
    try {
      return planOf(intent)
    } catch (error) {
      if (error instanceof UserError) return null
      throw error
    }
  }
}

/**
 * Says so when the plan that lies here does not read: that stops rollouts from being started, never
 * the service. A plan that was asked for by name must read.
 */
function requireReadable(context: CliContext, given: string | undefined): void {
  try {
    loadPlan(context.cwd, given)
  } catch (error) {
    if (given !== undefined || !(error instanceof UserError)) throw error
    context.stderr.write(`partial-trust: ${error.message}\nno rollout can be started from here\n`)
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((settle) => {
    signal.addEventListener('abort', () => settle(), { once: true })
  })
}

function longestDeadlineMs({ corridors }: Pick<App, 'corridors'>): number {
  return Math.max(...corridors.map(({ settings }) => settings.deadlineMs))
}
