import { stat } from 'node:fs/promises'
import process from 'node:process'
import { observed } from '@partial-trust/core'
import type {
  Clock,
  Corridor,
  DecideOptions,
  Grant,
  IdSource,
  Outcome,
  RiskRecord,
} from '@partial-trust/core'
import { backgroundClock, steerRollouts } from '@partial-trust/control'
import type { Control, RolloutController } from '@partial-trust/control'
import type { RegisteredCorridor, RiskLog } from '@partial-trust/engine'
import type { Environment } from '@partial-trust/settings'
import type { AppCorridor, AppHealth } from './app.js'
import type { DefinedCorridor } from './define/define-corridor.js'
import { checkTrustOptions } from './check-trust-options.js'
import { checkClock } from './given-clock.js'
import { logHealth } from './log-health.js'
import type { MetricRegistry } from './metrics/register-metrics.js'
import { openParts } from './open-parts.js'
import type { Parts } from './open-parts.js'
import { policyProblems } from './policy-in-force.js'
import { openCorridors } from './open-corridors.js'
import { putMetrics } from './put-metrics.js'

/** Everything is optional: what is not given is read as the command line reads it. */
export type TrustOptions = {
  /** Default: the process's environment. */
  readonly env?: Environment
  /** What relative paths are relative to. Default: the process's. */
  readonly cwd?: string
  /** Live control. Default: what `PARTIAL_TRUST_STATE` names. Null: none. Closed by whoever opened it. */
  readonly state?: Control | null
  /** Default: the file that `PARTIAL_TRUST_RISK_LOG_PATH` names. */
  readonly riskLog?: Pick<RiskLog, 'append' | 'stats' | 'close'>
  /** Names that `PARTIAL_TRUST_INTENT` may hold besides those that get opened; default: any. */
  readonly corridors?: readonly { readonly intent: string }[]
  readonly clock?: Clock
  readonly ids?: IdSource
  /** Told of every record after it went to the log; what it throws costs no decision. */
  readonly onRecord?: (record: RiskRecord) => void
  /** Told in a sentence what keeps corridors closed; default: nobody is (see {@link Trust.health}). */
  readonly logger?: { warn(message: string): void }
  /**
   * Where every metric of the product is put, e.g. the `Registry` of `prom-client` that the application
   * exposes; default: nowhere. One `openTrust` a registry: what it does not take is said to the logger
   * and stands in {@link Trust.health}.
   */
  readonly registry?: MetricRegistry
  /** Whether this process may hold rollouts against their plans. Default true; one process leads. */
  readonly controller?: boolean
}

/** One corridor, open in this process. */
export interface TrustedCorridor<Command, Decision> {
  readonly intent: string
  /** Fingerprint of model, prompt, schema and rules. */
  readonly epoch: string
  /** Rejects only when the baseline itself throws. */
  decide(command: Command, options?: DecideOptions): Promise<Outcome<Decision>>
  /** What became of a decision, by the id it was made under. */
  readonly outcome: AppCorridor['outcome']
  use(): ReturnType<Corridor<Command, Decision>['use']>
  /** What it may do now, whoever asks, and who set it. */
  grant(): Grant
}

/** The product inside an application's own process. */
export interface Trust {
  /** Opens a corridor, or answers with the one that is open already. @throws {TypeError} for a second definition of an intent. */
  open<Command, Decision>(
    corridor: DefinedCorridor<Command, Decision>,
  ): TrustedCorridor<Command, Decision>
  /** Calls back with every risk record. Returns the way to stop. */
  onRecord(listener: (record: RiskRecord) => void): () => void
  health(): AppHealth
  /**
   * Flushes the log and lets go of everything. Candidates under way are given up; whoever decides after
   * it gets the baseline (`lease_expired`). Safe to call twice.
   */
  close(): Promise<void>
}

/**
 * Opens the product inside an application's own process: environment, store, risk log, rollout
 * controller. What is wrong with any of them closes the corridors and leaves the baseline; nothing of
 * it is thrown. Name it in {@link Trust.health} and to the logger.
 *
 * @throws {TypeError} for an option that is none, naming it and what it must be.
 */
export async function openTrust(options: TrustOptions = {}): Promise<Trust> {
  checkTrustOptions(options)
  const { env = process.env, cwd = process.cwd(), corridors } = options
  if (options.clock !== undefined) checkClock(options.clock)
  if (options.cwd !== undefined) await mustBeFolder(cwd)
  const parts = await openParts({
    env,
    cwd,
    names: corridors === undefined ? null : corridors.map(({ intent }) => intent),
    state: notOurs(options.state),
    riskLog: options.riskLog,
    clock: options.clock,
    ids: options.ids,
  })
  const warn = (sentence: string): void =>
    observed(() => options.logger?.warn(sentence), parts.observers.failed)
  if (options.onRecord !== undefined) parts.observers.addForeign(options.onRecord)
  const unsaid = sayOnce()
  for (const problem of unsaid(parts.config.problems)) {
    warn(`${problem}; every corridor is closed until this is mended`)
  }
  await parts.ready()
  const lease = parts.control?.feed.lease() ?? null
  if (lease !== null && !lease.fresh) {
    const problem = lease.problem ?? `the store ${lease.location} did not answer`
    warn(`PARTIAL_TRUST_STATE: ${problem}; every corridor is closed until it answers`)
  }
  const controller = (options.controller ?? true) ? heldRollouts(parts) : null
  const open = openCorridors(parts, corridors ?? null)
  const health = (): AppHealth => healthOf(parts, open.registered(), metrics?.problem ?? null)
  const metrics =
    options.registry === undefined
      ? null
      : await putMetrics(options.registry, {
          tally: parts.tally,
          control: parts.control,
          corridors: () => open.measured(),
          onRecord: (listener) => parts.observers.add(listener),
          health,
          verdict: (intent) => controller?.verdict(intent) ?? null,
        })
  for (const problem of unsaid(health().configProblems)) warn(problem)
  return {
    open(corridor) {
      const opened = open.open(corridor)
      for (const problem of unsaid(health().configProblems)) warn(problem)
      return opened
    },
    onRecord: (listener) => parts.observers.addForeign(listener),
    health,
    async close() {
      metrics?.stop()
      controller?.stop()
      await parts.close()
    },
  }
}

/** What the application opened is its to close: it may have given it to others as well. */
function notOurs(state: TrustOptions['state']): TrustOptions['state'] {
  if (state === undefined || state === null) return state
  const { store, evidence, counts, desk, leadership } = state
  return { store, evidence, counts, desk, leadership, close: () => Promise.resolve() }
}

/** A store made in a folder that was meant otherwise is one that no kill reaches. */
async function mustBeFolder(cwd: string): Promise<void> {
  const found = await stat(cwd).catch(() => null)
  if (found?.isDirectory() === true) return
  throw new TypeError(`openTrust: cwd must be a folder that exists, got ${JSON.stringify(cwd)}`)
}

/** Of all problems those that were not among the ones before. */
function sayOnce(): (problems: AppHealth['configProblems']) => readonly string[] {
  const said = new Set<string>()
  return (problems) => {
    const lines = problems.map(({ variable, problem }) => `${variable}: ${problem}`)
    const fresh = lines.filter((line) => !said.has(line))
    for (const line of fresh) said.add(line)
    return fresh
  }
}

function healthOf(
  parts: Parts,
  registered: readonly RegisteredCorridor[],
  unmeasured: string | null,
): AppHealth {
  const { config, policy, riskLog, observers, control } = parts
  return {
    configProblems: [
      ...config.problems,
      ...policyProblems(policy, config, registered),
      ...(unmeasured === null ? [] : [{ variable: 'registry', problem: unmeasured }]),
    ],
    riskLog: logHealth(riskLog.stats()),
    observerFailures: observers.failures(),
    lease: control?.feed.lease() ?? null,
  }
}

/** Holds the rollouts of the store against their plans; of all processes that try, one leads. */
function heldRollouts({ control, instance }: Parts): RolloutController | null {
  if (control === null) return null
  return steerRollouts({
    control,
    instance,
    clock: backgroundClock,
    proveEveryMs: control.proveEveryMs,
    onProof: (proof) => control.tellProof(proof),
  })
}
