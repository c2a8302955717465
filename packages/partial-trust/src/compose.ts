import { hostname } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import type { CorridorParts, CorridorSettings, RiskRecord } from '@partial-trust/core'
import {
  backgroundClock,
  openControl,
  openLiveControl,
  reportOutcome,
  tracesOfEarlierStore,
} from '@partial-trust/control'
import type { LiveControl } from '@partial-trust/control'
import { readConfig, unsetSampleRate } from '@partial-trust/settings'
import type { Config, Environment } from '@partial-trust/settings'
import type { OpenedCorridor, RegisteredCorridor, RiskLogStats } from '@partial-trust/engine'
import {
  createDecisionTally,
  idPseudonym,
  newInstance,
  openRiskLog,
  randomIds,
  systemClock,
} from '@partial-trust/engine'
import { loadPolicy, missingRoute, openLlm, problemText } from '@partial-trust/llm'
import type { LoadedPolicy } from '@partial-trust/llm'
import type { App, AppControl, AppCorridor, AppHealth } from './app.js'

export type ComposeOptions = {
  readonly env: Environment
  readonly cwd: string
  /** The corridors, as {@link registerCorridor} made them. */
  readonly registered: readonly RegisteredCorridor[]
  /** Path of the file that registered them; null where no file did. */
  readonly configFile: string | null
}

/** The product, put together and running. */
export interface PartialTrust extends App {
  readonly config: Config
  readonly configFile: string | null
  /** Null while LLM_POLICY_ENABLED is off: then the file is not even read. */
  readonly policy: LoadedPolicy | null
  /** Flushes the log and lets go of everything. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Puts the parts together: the one place that knows them all, and with `edge/` the one that reads
 * clock and chance.
 * What is wrong closes the corridors and leaves the baseline; nothing of it is thrown.
 */
export async function compose(options: ComposeOptions): Promise<PartialTrust> {
  const { registered } = options
  const config = readConfig(
    options.env,
    registered.map(({ intent }) => intent),
  )
  const instance = newInstance()
  const tally = createDecisionTally()
  const riskLog = openRiskLog({
    path: resolve(options.cwd, config.riskLogPath),
    clock: systemClock,
  })
  const listeners = new Set<(record: RiskRecord) => void>()

  let observerFailures = 0

  /** The log comes first, and no observer can keep a record from it or from the next observer. */
  function record(entry: RiskRecord): void {
    riskLog.append(entry)
    tally.add(entry)
    for (const listener of listeners) {
      try {
        listener(entry)
      } catch {
        observerFailures++
      }
    }
  }

  const stores = openControl(config.state, {
    cwd: options.cwd,
    now: Date.now,
    firstStart: {
      by: `process ${instance} on ${hostname()}`,
      reason: 'the first start of a process that serves',
      traces: () => tracesOf(config, options.cwd),
    },
  })
  const live: LiveControl | null =
    stores === null
      ? null
      : openLiveControl({
          control: stores,
          config,
          instance,
          corridors: () => corridors.map(({ intent, epoch }) => ({ intent, epoch })),
          clock: backgroundClock,
          host: hostname(),
          pid: process.pid,
          droppedRecords: () => logHealth(riskLog.stats()).dropped,
        })
  if (live !== null) listeners.add((entry) => live.record(entry))
  const control = stores === null || live === null ? null : { ...stores, feed: live.feed }

  const policy = policyOf(config, options)
  const llm =
    policy?.kind === 'loaded'
      ? openLlm({ ...config, policy: policy.policy, env: options.env, clock: systemClock })
      : null
  const profile = config.profileId ?? config.policyProfile

  const pseudonym = idPseudonym(config.idKey)
  const corridors: readonly AppCorridor[] = registered.map((registration) =>
    appCorridor(
      registration,
      registration.open({
        settings: settingsOf(config, registration.intent),
        source: llm?.source(registration.taskId, profile) ?? null,
        ...controlOf(live, registration.intent),
        record,
        clock: systemClock,
        ids: randomIds(),
        instance,
        ...(pseudonym === undefined ? {} : { pseudonym }),
      }),
      outcomesOf(control, registration, instance),
    ),
  )
  const byIntent = new Map(corridors.map((corridor) => [corridor.intent, corridor]))
  const first = registered[0]?.intent ?? config.intent
  await live?.feed.ready
  await llm?.ready

  return {
    config,
    configFile: options.configFile,
    policy,
    instance,
    corridors,
    defaultIntent: byIntent.has(config.intent) ? config.intent : first,
    corridor: (intent) => byIntent.get(intent),
    tally,
    onRecord(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    health: () => ({
      configProblems: [...config.problems, ...policyProblems(policy, config, registered)],
      riskLog: logHealth(riskLog.stats()),
      observerFailures,
      lease: control?.feed.lease() ?? null,
    }),
    control,
    async close() {
      await llm?.close()
      await riskLog.close()
      await live?.close()
    },
  }
}

function tracesOf({ tokensPath, riskLogPath, state }: Config, cwd: string): string | null {
  return tracesOfEarlierStore({
    tokens: resolve(cwd, tokensPath),
    riskLog: resolve(cwd, riskLogPath),
    state: state.kind === 'sqlite' ? resolve(cwd, state.path) : null,
  })
}

function controlOf(
  live: LiveControl | null,
  intent: string,
): Pick<CorridorParts, 'control' | 'onClosed' | 'started'> {
  if (live === null) return {}
  return {
    control: () => live.view(intent),
    onClosed: (listener) => live.feed.onClosed(intent, listener),
    started: (start) => live.started(intent, start),
  }
}

/** What waits for a file that cannot be written counts as dropped until it is on the disk after all. */
function logHealth({ written, dropped, stuck, lastError }: RiskLogStats): AppHealth['riskLog'] {
  return { written, dropped: dropped + stuck, healthy: lastError === null, lastError }
}

function policyOf(config: Config, { env, cwd }: ComposeOptions): LoadedPolicy | null {
  if (!config.policyEnabled) return null
  const path = config.policyPath === null ? null : resolve(cwd, config.policyPath)
  return loadPolicy({ path, env })
}

/**
 * A policy that is refused, or has nobody to ask, closes no other check, but whoever asks after our
 * health must hear of it.
 */
function policyProblems(
  policy: LoadedPolicy | null,
  config: Config,
  registered: readonly RegisteredCorridor[],
): AppHealth['configProblems'] {
  if (policy === null) return []
  if (policy.kind === 'refused') {
    return policy.problems.map((problem) => ({
      variable: 'LLM_POLICY_PATH',
      problem: problemText(problem),
    }))
  }
  const variable = config.profileId === null ? 'LLM_POLICY_PROFILE' : 'PARTIAL_TRUST_PROFILE_ID'
  const profile = config.profileId ?? config.policyProfile
  return registered
    .filter(({ intent }) => intent === config.intent)
    .map(({ taskId }) => missingRoute(policy.policy, taskId, profile))
    .filter((problem) => problem !== null)
    .map((problem) => ({ variable, problem }))
}

function settingsOf(config: Config, intent: string): CorridorSettings {
  return {
    // A master switch that does not parse is not off: it closes the corridor, and records say why.
    enabled:
      config.enabled ||
      config.problems.some(({ variable }) => variable === 'PARTIAL_TRUST_ENABLED'),
    valid: config.problems.length === 0,
    allowed: config.intent === intent,
    sampleRate: config.sampleRate ?? unsetSampleRate,
    sampleRateCeiling: config.sampleRate ?? 1,
    deadlineMs: config.timeoutMs,
    policyEnabled: config.policyEnabled,
  }
}

function outcomesOf(
  control: AppControl | null,
  { intent, salt }: RegisteredCorridor,
  instance: string,
): AppCorridor['outcome'] {
  return async (id, kind, { decidedAt, by = `process ${instance}` } = {}) => {
    if (control === null) return { kind: 'no_control' }
    const decidedAtMs = decidedAt?.getTime() ?? null
    const told = { id, kind, intent, salt, decidedAtMs, by }
    const answer = await reportOutcome(control, told, Date.now())
    if (kind === 'incident') await control.feed.refresh()
    return answer
  }
}

function appCorridor(
  registration: RegisteredCorridor,
  opened: OpenedCorridor,
  outcome: AppCorridor['outcome'],
): AppCorridor {
  return {
    intent: opened.intent,
    salt: registration.salt,
    epoch: opened.epoch,
    reasons: registration.reasons,
    contracts: registration.contracts,
    decide: (value, options) => opened.decide(value, options),
    use: () => opened.use(),
    outcome,
  }
}
