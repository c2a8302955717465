import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { defaultPlan } from '@partial-trust/core'
import { backgroundClock } from '@partial-trust/control'
import type { RolloutVerdict } from '@partial-trust/control'
import type { App } from 'partial-trust'
import {
  loadConfigFile,
  noEvents,
  openProduct,
  operatorActions,
  signalsOf,
  steerRollouts,
  tellEvents,
  verdictInShort,
} from '@partial-trust/host'
import type { TellEventsOptions, Telling } from '@partial-trust/host'
import { systemClock } from '@partial-trust/engine'
import { loadPlan } from '@partial-trust/plan'
import type { LoadedPlan } from '@partial-trust/plan'
import { buildService, listen, openTokenStore, serveConsole } from '@partial-trust/service'
import type { Service, TokenStore } from '@partial-trust/service'
import { tokenOutlook } from '@partial-trust/service/people'
import { UserError } from '@partial-trust/settings'
import { aborted } from './aborted.js'
import { boundNursery } from './bound-nursery.js'
import { consolePage } from './console-page.js'
import type { CliContext } from './context.js'
import { openTelemetry } from './open-telemetry.js'
import { lookAtTokensMs } from './people/look-at-tokens.js'
import { plansOf } from './plans-of.js'
import { sayWhatWasLost } from './say-what-was-lost.js'
import { commandStudies, runAsChild } from './studies/index.js'
import type { ServeFlags } from './serve-flags.js'
import type { WorkerLink } from './workers/worker-link.js'

/** Decisions have the process to themselves for so long after it listens, in ms: who waited for it is answered first. */
const aheadMs = 100

/** Who judges the rollouts: this process, or the host of its workers. */
type Judge = Pick<Telling, 'counts'> & {
  verdict(intent: string): RolloutVerdict | null
  stop(): void
}

/** Answers in this process; as one of several where a host started it. */
export async function serveHere(
  context: CliContext,
  flags: ServeFlags,
  link: WorkerLink | null = null,
): Promise<void> {
  const says = link === null || link.isFirst // what concerns all workers, one says
  requireReadable(context, flags.plan, says)
  const { config } = await loadConfigFile(context.cwd, flags.config, context.embedded)
  const signals = signalsOf(config.signals, context.env)
  const app = await openProduct({
    ...context,
    configFile: flags.config,
    state: link?.control,
    warmLater: true,
  })
  const startPlan = readable(await plansOf(context, flags))
  const tokensFile = resolve(context.cwd, app.config.tokensPath)
  const tokens = openTokenStore(tokensFile, Date.now, (problem) => {
    if (says) context.stderr.write(`partial-trust: nobody is let in over HTTP: ${problem}\n`)
  })
  for (const warning of says ? tokenOutlook(tokensFile, Date.now()).warnings : []) {
    context.stderr.write(`partial-trust: ${warning}\n`)
  }
  for (const { role, token } of tokens.minted) {
    context.stderr.write(`${role} token: ${token}\n`)
  }
  let judge: Judge | null =
    link === null
      ? null
      : { verdict: (intent) => link.verdict(intent), counts: () => noEvents, stop: () => {} }
  const riskLogPath = resolve(context.cwd, app.config.riskLogPath)
  const service = await buildService(app, {
    verdict: (intent) => judge?.verdict(intent) ?? null,
    eventCounts: () => judge?.counts() ?? noEvents,
    host: flags.host,
    tokens,
    actions: operatorActions(app, startPlan, Date.now),
    clock: systemClock,
    idKey: app.config.idKey,
    riskLogPath,
    oidc: app.config.oidc,
    alertSecrets: signals.alertSecrets,
    stopGraceMs: Math.max(3000, longestDeadlineMs(app) + 1000),
    fellows: link?.fellows ?? null,
    onError: (error) => context.stderr.write(`partial-trust: ${error.name} in the service\n`),
  })
  const { server, events } = service
  await serveConsole(service, app, {
    pageRoot: consolePage(),
    config: app.config,
    plans: startPlan,
    nowMs: Date.now,
    riskLogPath,
    studies: commandStudies({ run: runAsChild(context), configFile: flags.config }),
    documents: {
      // Loaded when somebody looks: the first decision waits for none of it.
      readiness: async () => {
        const { gatherFacts, preflight } = await import('@partial-trust/readiness/preflight')
        return preflight(
          await gatherFacts({
            embedded: context.embedded,
            env: context.env,
            cwd: context.cwd,
            configFile: flags.config,
            planFile: flags.plan,
            nowMs: Date.now(),
          }),
        )
      },
      runbook: async () => {
        const { runbookOf } = await import('@partial-trust/readiness')
        return runbookOf(
          context.cwd,
          (intent) => startPlan(intent)?.plan ?? defaultPlan,
          app.corridors,
        )
      },
    },
  })
  const silence = await openTelemetry()
  link?.serve(service.fellow, (intent, verdict) =>
    events.send('verdict', { intent, verdict: verdictInShort(verdict) }),
  )
  const letGrow = boundNursery()
  try {
    for (const { variable, problem } of says ? app.health().configProblems : []) {
      context.stderr.write(`partial-trust: ${variable}: ${problem}; corridors are closed\n`)
    }
    const { stop } = await answer(context, server, flags, link)
    await Promise.race([stop, pause(aheadMs, null, { ref: false })])
    judge ??= await judgeHere(context, { app, events, tokens, webhooks: signals.webhooks })
    void app.ready()
    await stop
  } finally {
    judge?.stop()
    letGrow()
    silence()
    await server.close()
    await app.close()
    sayWhatWasLost(app.health().riskLog, context)
  }
}

/** Listens; what it answers with resolves when it is told to stop. */
async function answer(
  context: CliContext,
  server: Service['server'],
  flags: ServeFlags,
  link: WorkerLink | null,
): Promise<{ readonly stop: Promise<void> }> {
  if (link !== null) {
    const port = link.port ?? flags.port
    await link.listening(await listen(server, { host: flags.host, port, isShared: true }))
    return { stop: aborted(AbortSignal.any([context.signal, link.stop])) }
  }
  const url = await listen(server, flags)
  context.stderr.write(`listening on ${url} (Ctrl-C stops)\n`)
  return { stop: toldToStop(context) }
}

async function toldToStop(context: CliContext): Promise<void> {
  await aborted(context.signal)
  context.stderr.write('stopping: answering what is under way, then flushing the risk log\n')
}

type Judging = {
  readonly app: App
  readonly events: Service['events']
  readonly tokens: Pick<TokenStore, 'list'>
  readonly webhooks: TellEventsOptions['webhooks']
}

/** Holds the rollouts against their plans, and tells of it. */
async function judgeHere(
  context: CliContext,
  { app, events, tokens, webhooks }: Judging,
): Promise<Judge> {
  const telling = await tellEvents({
    app,
    webhooks,
    folder: resolve(context.cwd, '.partial-trust/outbox'),
    clock: backgroundClock,
    fetch,
  })
  const rollouts = steerRollouts(app, events, telling)
  const tellEndings = (): void =>
    telling.tokens(tokens.list().filter(({ state }) => state === 'expiring'))
  tellEndings()
  const looking = setInterval(tellEndings, lookAtTokensMs).unref()
  return {
    verdict: (intent) => rollouts?.verdict(intent) ?? null,
    counts: () => telling.counts(),
    stop() {
      clearInterval(looking)
      rollouts?.stop()
      telling.stop()
    },
  }
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
function requireReadable(context: CliContext, given: string | undefined, says: boolean): void {
  try {
    loadPlan(context.cwd, given)
  } catch (error) {
    if (given !== undefined || !(error instanceof UserError)) throw error
    if (says) {
      context.stderr.write(`partial-trust: ${error.message}\nno rollout can be started from here\n`)
    }
  }
}

function longestDeadlineMs({ corridors }: Pick<App, 'corridors'>): number {
  return Math.max(...corridors.map(({ settings }) => settings.deadlineMs))
}
