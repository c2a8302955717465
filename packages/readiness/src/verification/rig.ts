import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, IdSource, Outcome } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { Environment } from '@partial-trust/settings'
import { startLlmSimulator } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import type { PartialTrust } from 'partial-trust'
import { asksNobody, openStandIn, underTest } from './stand-in.js'
import type { Script } from './stand-in.js'

/** The whole product in a folder of its own: one corridor is tried, the others are asked nothing. */
export type Rig = {
  readonly app: PartialTrust
  /** How often the corridor's source was asked. */
  asked(): number
  /** JSON Schema of the last request; null before the first. */
  schema(): Readonly<Record<string, unknown>> | null
  /** @throws what the baseline throws; {@link NotDriven} when the command is refused or nothing comes. */
  decide(command: unknown): Promise<Outcome<unknown>>
  /** The risk log's text, flushed. Nothing can be decided afterwards. */
  log(): Promise<string>
  close(): Promise<void>
}

export type RigOptions = {
  readonly registered: readonly RegisteredCorridor[]
  /** The corridor that is tried. */
  readonly intent: string
  /** What its source does. */
  readonly script: Script
  /** What differs from everything switched on and every id sampled; undefined unsets. */
  readonly env?: Environment
  /** Most ms a candidate may take. Default: so many that a busy machine keeps it too. */
  readonly deadlineMs?: number
}

/** Why a corridor could not be driven; the message repeats nothing of a command. */
export class NotDriven extends Error {}

/** Longer than any baseline worth having. */
const patienceMs = 10_000
const ampleDeadlineMs = 5000

export async function openRig(options: RigOptions): Promise<Rig> {
  const { registered, intent, script, env = {}, deadlineMs = ampleDeadlineMs } = options
  const cwd = mkdtempSync(join(tmpdir(), 'partial-trust-verify-'))
  const standIn = openStandIn(script)
  const simulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0, ...standIn.schedule },
    respond: () => standIn.text(),
  })
  const log = join(cwd, 'risk.jsonl')
  const policy = join(cwd, 'policy.yaml')
  writeFileSync(policy, policyText(registered))
  const app = await compose({
    cwd,
    configFile: null,
    clock: standingWallClock,
    ids: countedIds(),
    registered: registered.map((one) =>
      one.intent === intent
        ? underTest(one, { deadlineMs, source: (own) => standIn.source(own, one.asksPolicy) })
        : underTest(one, { deadlineMs, source: asksNobody }),
    ),
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_STATE: 'none',
      LLM_POLICY_PATH: policy,
      LLM_POLICY_PROFILE: profile,
      LLM_BASE_URL: simulator.url,
      PARTIAL_TRUST_RISK_LOG_PATH: log,
      ...env,
    },
  })
  let open = true
  const closeApp = async (): Promise<void> => {
    if (open) await app.close()
    open = false
  }
  return {
    app,
    asked: () => standIn.asked(),
    schema: () => standIn.schema(),
    async decide(command) {
      const deciding = app.corridor(intent)?.decide(command)
      if (deciding?.kind !== 'deciding') {
        const problem = deciding?.problems[0]
        throw new NotDriven(`${problem?.pointer ?? ''} ${problem?.message ?? 'is refused'}`.trim())
      }
      return inTime(deciding.outcome)
    },
    async log() {
      await closeApp()
      try {
        return readFileSync(log, 'utf8')
      } catch {
        return ''
      }
    },
    async close() {
      await closeApp()
      await simulator.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

const profile = 'verify'

/** A policy that sends every corridor, under every profile it may name, to the simulated endpoint. */
function policyText(registered: readonly RegisteredCorridor[]): string {
  const tasks = [...new Set(registered.map(({ taskId }) => taskId))]
  const named = registered.map(({ own }) => own.profile).filter((name) => name !== undefined)
  const profiles = [...new Set([profile, ...named])]
  const route = { provider: 'openai-compatible', model: 'simulated', base_url: '${LLM_BASE_URL}' }
  const routes = Object.fromEntries(profiles.map((name) => [name, route]))
  // JSON is YAML too.
  return JSON.stringify({
    schema_version: 1,
    profiles,
    tasks,
    routing: Object.fromEntries(tasks.map((task) => [task, routes])),
  })
}

/** Real timers, one wall time: so that equal decisions are equal to the byte. */
const standingWallClock: Clock = { ...systemClock, epochMs: () => Date.UTC(2026, 0, 1) }

/** The same ids in the same order in every rig. */
function countedIds(): IdSource {
  let decisions = 0
  let traces = 0
  return { decisionId: () => `decision-${decisions++}`, traceId: () => `trace-${traces++}` }
}

async function inTime<Value>(waited: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new NotDriven(`no decision came within ${patienceMs / 1000} s`)),
    patienceMs,
  )
  try {
    return await Promise.race([waited, promise])
  } finally {
    clearTimeout(timer)
  }
}
