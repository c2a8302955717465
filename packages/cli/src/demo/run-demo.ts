import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { startLlmSimulator } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { householdAnswer } from '@partial-trust/example-household/simulated-model'
import { householdConfig } from '@partial-trust/example-household/config'
import { systemClock } from '@partial-trust/engine'
import { operatorActions, steerRollouts, type StartPlanOf } from '@partial-trust/host'
import {
  buildService,
  demoRows,
  listen,
  openTokenStore,
  serveConsole,
} from '@partial-trust/service'
import { controlPlan } from '@partial-trust/control'
import type { DemoGuest } from './demo-guest.js'
import { demoPlan } from './demo-plan.js'
import { demoStreams } from './demo-streams.js'
import { faultHandlers } from './fault-routes.js'
import { replay } from './replay.js'
import { sayControlChanges } from './say-control-changes.js'
import { commandStudies, runAsChild } from '../studies/index.js'
import { consolePage } from '../console-page.js'

export type DemoOptions = {
  readonly cwd: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Commands a second. */
  readonly rate: number
  /** Draws the commands' order and the simulated model's behaviour. */
  readonly seed: number
  /** Rolled out beside the household, or null. */
  readonly guest: DemoGuest | null
  /** Ends the demo. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

const progressEveryMs = 2000

/**
 * Runs the whole product on an embedded default: the service, a simulated LLM behind a real socket,
 * and real utterances replayed against it. Everything it writes goes under `.partial-trust/demo`.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { cwd, say, signal, guest } = options
  const home = join(cwd, '.partial-trust', 'demo')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const log = join(home, 'risk.jsonl')

  const [corridor] = householdConfig.corridors
  if (corridor === undefined) throw new Error('the embedded configuration registers no corridor')
  const simulator = await startLlmSimulator({
    seed: options.seed,
    respond: householdAnswer,
  })
  const env = {
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    LLM_BASE_URL: simulator.url,
    PARTIAL_TRUST_RISK_LOG_PATH: log,
    PARTIAL_TRUST_STATE: `sqlite:${join(home, 'state.db')}`,
    PARTIAL_TRUST_TOKENS: join(home, 'tokens.json'),
  }
  const app = await compose({
    cwd,
    registered: guest === null ? [corridor] : [corridor, guest.corridor],
    configFile: null,
    env,
  })
  const tokens = openTokenStore(join(home, 'tokens.json'), Date.now)
  const startPlanOf: StartPlanOf = (intent) => ({
    plan: guest?.corridor.intent === intent ? guest.plan : demoPlan,
    declaresAlpha: true,
  })
  const service = await buildService(app, {
    host: options.host,
    tokens,
    actions: operatorActions(app, startPlanOf, Date.now),
    clock: systemClock,
    riskLogPath: log,
  })
  const { server, events } = service
  await serveConsole(service, app, {
    pageRoot: consolePage(),
    config: app.config,
    plans: startPlanOf,
    nowMs: Date.now,
    riskLogPath: log,
    studies: commandStudies({ run: runAsChild({ cwd, env, signal }) }),
    demo: true,
  })
  service.serve(demoRows, faultHandlers(simulator))
  const streams = demoStreams(corridor, guest, options.seed, app.instance)
  for (const stream of streams) {
    await app.control?.store.change({
      intent: stream.intent,
      action: { kind: 'rollout', plan: controlPlan(stream.plan) },
      by: 'demo',
      reason: 'the demo starts its plan in fast motion',
      expectedVersion: 0,
    })
  }
  const rollouts = steerRollouts(app, events)
  app.onRecord((record) => {
    streams.find((stream) => stream.intent === record.corridor_intent)?.tally.add(record)
  })
  try {
    const url = await listen(server, options)
    say(`simulated LLM (no model behind it)  ${simulator.url}`)
    if (guest !== null) say(guest.model)
    say(`service                             ${url}`)
    for (const { role, token } of tokens.minted) say(`${role} token: ${token}`)
    say(
      `replaying real utterances at ${options.rate}/s; a rollout takes the LLM from ${percent(demoPlan.stages[0].rate)} to ${percent(demoPlan.stages.at(-1)?.rate ?? 1)} of the ids as its gates allow. Ctrl-C stops.`,
    )
    const { control } = app
    if (control !== null)
      for (const stream of streams) sayControlChanges(control, stream.intent, say)
    const progress = setInterval(() => {
      for (const stream of streams) say(`${stream.title}${stream.tally.line()}`)
    }, progressEveryMs)
    const rate = options.rate / streams.length
    const ended = await Promise.all(
      streams.map((stream) =>
        replay({ url, intent: stream.intent, rate, commands: stream.commands, signal }),
      ),
    )
    clearInterval(progress)
    say('')
    for (const stream of streams) say(`${stream.title}${stream.tally.summary()}`)
    const unanswered = ended.reduce((sum, one) => sum + one.unanswered, 0)
    if (unanswered > 0) say(`${unanswered} commands got no answer.`)
  } finally {
    rollouts?.stop()
    await server.close()
    await app.close()
    await simulator.close()
  }
  const shownLog = relative(cwd, log)
  say(`Every decision left one content-free line in ${shownLog}. Where to look next:`)
  say(`  npx partial-trust analyze --risk-log ${shownLog}`)
  say(`  npx partial-trust analyze --risk-log ${shownLog} --format html > report.html`)
  say('  npx partial-trust preflight')
  say('  README.md: how to point it at a real LLM endpoint')
}

function percent(rate: number): string {
  return `${Math.round(rate * 100)} %`
}
