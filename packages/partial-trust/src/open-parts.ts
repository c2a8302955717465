import { hostname } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { corridorSettings, readConfig } from '@partial-trust/settings'
import { bucketMs, observed, usualDeadlineMs } from '@partial-trust/core'
import type { Config, Environment } from '@partial-trust/settings'
import type {
  Clock,
  Corridor,
  CorridorParts,
  CorridorSettings,
  IdSource,
  RiskRecord,
} from '@partial-trust/core'
import {
  backgroundClock,
  CountsOnDisk,
  openControl,
  openLiveControl,
  proofDueMs,
} from '@partial-trust/control'
import type { Control, LiveControl } from '@partial-trust/control'
import {
  createDecisionTally,
  idPseudonym,
  newInstance,
  openRiskLog,
  randomIds,
  systemClock,
} from '@partial-trust/engine'
import type {
  DecisionTally,
  OpenedCorridor,
  RegisteredCorridor,
  RiskLog,
  RuntimeParts,
} from '@partial-trust/engine'
import type { Llm, LlmPolicy, LoadedPolicy } from '@partial-trust/llm'
import type { AppControl } from './app.js'
import { isDefined } from './define/define-corridor.js'
import type { BoundCorridor, DefinedCorridor } from './define/define-corridor.js'
import { firstStartOf } from './first-start.js'
import { steadyClock } from './given-clock.js'
import { givenLog } from './given-log.js'
import { logHealth } from './log-health.js'
import { openEnding, unmanaged } from './ending.js'
import type { Ending } from './ending.js'
import { observers } from './observers.js'
import type { Observers } from './observers.js'
import { policyOf, profileOf } from './policy-in-force.js'

export type PartsOptions = {
  readonly env: Environment
  readonly cwd: string
  /** Names that may stand in `PARTIAL_TRUST_INTENT`; null while not all corridors are known. */
  readonly names: readonly string[] | null
  /** Default: what `PARTIAL_TRUST_STATE` names. Null: none. */
  readonly state?: Control | null | undefined
  /** Default: the file that `PARTIAL_TRUST_RISK_LOG_PATH` names. */
  readonly riskLog?: Pick<RiskLog, 'append' | 'stats' | 'close'> | undefined
  readonly clock?: Clock | undefined
  readonly ids?: IdSource | undefined
}

/** Everything of one process that its corridors share. */
export type Parts = {
  readonly config: Config
  readonly instance: string
  readonly tally: DecisionTally
  readonly riskLog: Pick<RiskLog, 'append' | 'stats' | 'close'>
  readonly observers: Observers
  readonly control: AppControl | null
  /** Null while `LLM_POLICY_ENABLED` is off: then the file is not even read. */
  readonly policy: LoadedPolicy | null
  /** Opens one more corridor over what is shared. */
  open(registration: RegisteredCorridor): OpenCorridor
  /** The same for a definition, with its own types. */
  openDefined<Command, Decision>(
    definition: DefinedCorridor<Command, Decision>,
  ): OpenDefined<Command, Decision>
  /** Resolves after the first look at the store. */
  followed(): Promise<void>
  /** The same, and when the first candidate costs no more than the next. */
  ready(): Promise<void>
  /**
   * Closes every corridor, gives up the candidates under way, flushes the log and lets go of everything.
   * Safe to call twice.
   */
  close(): Promise<void>
}

export type OpenDefined<Command, Decision> = {
  readonly registration: RegisteredCorridor
  readonly corridor: Corridor<Command, Decision>
}

/** A corridor that runs, with what it runs under. */
export type OpenCorridor = {
  readonly registration: RegisteredCorridor
  readonly settings: CorridorSettings
  readonly opened: OpenedCorridor
}

type Running = {
  readonly settings: CorridorSettings
  readonly opened: Pick<OpenedCorridor, 'intent' | 'epoch' | 'grant'>
}

/**
 * Opens what the corridors of a process share: with `edge/` of the engine the one place that reads
 * clock and chance. What is wrong closes the corridors and leaves the baseline; nothing is thrown.
 */
export async function openParts(options: PartsOptions): Promise<Parts> {
  const { env, cwd, ids = randomIds() } = options
  const givenClock = options.clock ?? systemClock
  // The engine guards itself, and must hear where no timer can be set.
  const clock = givenClock === systemClock ? givenClock : steadyClock(givenClock)
  const config = readConfig(env, options.names)
  // First, before anything is open that an error would leave open.
  const policy = await policyOf(config, { env, cwd })
  const llm = policy?.kind === 'loaded' ? await llmOf(policy.policy, config, env) : null
  const instance = newInstance()
  const tally = createDecisionTally()
  const riskLog =
    options.riskLog === undefined
      ? openRiskLog({ path: resolve(cwd, config.riskLogPath), clock })
      : givenLog(options.riskLog, clock)
  const watching = observers()
  const open = new Map<string, Running>()

  /** The log comes first, and no observer can keep a record from it or from the next observer. */
  function record(entry: RiskRecord): void {
    riskLog.append(entry)
    tally.add(entry)
    if (live !== null) observed(() => live.record(entry), watching.failed)
    watching.tell(entry)
  }

  const openedMs = clock.epochMs()
  const stores =
    options.state === undefined
      ? openControl(config.state, {
          cwd,
          now: () => clock.epochMs(),
          // A made-up time exists on this thread alone.
          apart: clock === systemClock,
          firstStart: firstStartOf(config, cwd, instance),
        })
      : options.state
  const live = stores === null ? null : openLive(stores)

  function openLive(control: Control): LiveControl {
    const opening = openLiveControl({
      control,
      leaseMs: config.leaseMs,
      instance,
      // As control has it: that a process ends is no fault of its lease, so its last report is of before.
      corridors: () =>
        [...open.values()].map(({ opened: { intent, epoch, ...opened } }) => ({
          intent,
          epoch,
          grant: () => opened.grant(opening.view(intent)),
        })),
      longestDeadlineMs: () =>
        Math.max(usualDeadlineMs, ...[...open.values()].map((one) => one.settings.deadlineMs)),
      clock: clock === systemClock ? backgroundClock : clock,
      host: hostname(),
      pid: process.pid,
      droppedRecords: () => logHealth(riskLog.stats()).dropped,
      disk: new CountsOnDisk({
        folder: `${resolve(cwd, config.riskLogPath)}.counts`,
        instance,
        pid: process.pid,
        now: () => clock.epochMs(),
      }),
      // A file of this host takes a write whenever; what many hosts share gets a row in ten seconds, reports included.
      ...(config.state.kind === 'sqlite' ? {} : { saveMs: 2 * bucketMs }),
    })
    return opening
  }

  const ending = openEnding()
  const pseudonym = idPseudonym(config.idKey)

  function runtimeOf({ intent, taskId, own, asksPolicy }: RegisteredCorridor): RuntimeParts {
    return {
      settings: corridorSettings(config, intent, own),
      source: asksPolicy ? (llm?.source(taskId, profileOf(config, own)) ?? null) : null,
      ...controlOf(live, intent, ending),
      record,
      clock: givenClock,
      ids,
      instance,
      ...(pseudonym === undefined ? {} : { pseudonym }),
    }
  }

  function bound<Command, Decision>(
    definition: DefinedCorridor<Command, Decision>,
  ): BoundCorridor<Command, Decision> {
    return definition.bind({ clock, llm, profile: profileOf(config, definition.own) })
  }

  function openOne(given: RegisteredCorridor): OpenCorridor {
    const registration = isDefined(given) ? bound(given) : given
    const runtime = runtimeOf(registration)
    const opened = registration.open(runtime)
    const one = { registration, settings: runtime.settings, opened }
    open.set(registration.intent, { settings: runtime.settings, opened })
    return one
  }

  function openDefined<Command, Decision>(
    definition: DefinedCorridor<Command, Decision>,
  ): OpenDefined<Command, Decision> {
    const registration = bound(definition)
    const runtime = runtimeOf(registration)
    const corridor = registration.openTyped(runtime)
    open.set(registration.intent, { settings: runtime.settings, opened: corridor })
    return { registration, corridor }
  }

  return {
    config,
    instance,
    tally,
    riskLog,
    observers: watching,
    control:
      stores === null || live === null
        ? null
        : {
            ...stores,
            feed: live.feed,
            proof: () => live.proof(),
            proofDueMs: () =>
              proofDueMs(live.proof(), openedMs, config.proveEveryMs, clock.epochMs()),
            tellProof: (proof) => live.tellProof(proof),
            proveEveryMs: config.proveEveryMs,
          },
    policy,
    open: openOne,
    openDefined,
    async followed() {
      await live?.feed.ready
    },
    async ready() {
      await Promise.all([live?.feed.ready, llm?.ready()])
    },
    close: once(async () => {
      ending.end()
      await llm?.close()
      await riskLog.close()
      await live?.close()
    }),
  }
}

/** Whoever asks again gets the first answer: what was given from outside is closed once. */
function once<Answer>(work: () => Answer): () => Answer {
  let done: { readonly answer: Answer } | undefined
  return () => (done ??= { answer: work() }).answer
}

async function llmOf(policy: LlmPolicy, config: Config, env: Environment): Promise<Llm> {
  const { openLlm } = await import('@partial-trust/llm/endpoints')
  return openLlm({ ...config, env, policy, clock: systemClock })
}

function controlOf(
  live: LiveControl | null,
  intent: string,
  ending: Ending,
): Pick<CorridorParts, 'control' | 'onClosed' | 'started'> {
  const onClosed: CorridorParts['onClosed'] = (listener) => {
    live?.feed.onClosed(intent, listener)
    ending.onEnd(listener)
  }
  if (live === null) return { control: () => ending.view() ?? unmanaged, onClosed }
  return {
    control: () => ending.view() ?? live.view(intent),
    onClosed,
    started: (start) => live.started(intent, start),
  }
}
