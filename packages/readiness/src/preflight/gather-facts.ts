import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { lintPlan } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { UserError, readConfig, version } from '@partial-trust/settings'
import type { Config, Environment } from '@partial-trust/settings'
import {
  openControl,
  StoreAbsentError,
  StoreUnavailableError,
  uncontrolledRollouts,
} from '@partial-trust/control'
import { loadConfigFile } from '@partial-trust/host'
import type { EmbeddedConfig } from '@partial-trust/host'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadPlan } from '@partial-trust/plan'
import { runbookPath } from '../documents/index.js'
import { runbookOf } from '../runbook-of.js'
import { epochsOf, jsonBeside, parseReport, reportPath } from '../verification/index.js'
import type { ControlFacts, DocumentFact, PlanFacts, PreflightFacts } from './facts.js'
import { isOurRepository } from '../our-repository.js'
import { policyFacts } from './policy-facts.js'
import { writable } from './writable.js'

export type GatherOptions = {
  readonly env: Environment
  readonly cwd: string
  readonly configFile: string | undefined
  /** What runs where there is no configuration file. */
  readonly embedded?: EmbeddedConfig | undefined
  readonly planFile: string | undefined
  readonly nowMs: number
}

export const adrPath = 'docs/adr/ADR-004-partial-trust-corridor.md'
export const analyzerPath = 'docs/analyzer.md'

/** A process that was silent for longer is of the past. */
const recentMs = 60_000

/** Looks at everything preflight judges. Changes nothing. */
export async function gatherFacts(options: GatherOptions): Promise<PreflightFacts> {
  const { env, cwd, nowMs } = options
  const { config: file } = await loadConfigFile(cwd, options.configFile, options.embedded)
  const { corridors } = file
  const config = readConfig(
    env,
    corridors.map(({ intent }) => intent),
  )
  const plan = planFacts(cwd, options.planFile, corridors)
  const policy = await policyFacts(env, cwd, config, corridors)
  const judgedPlan = plan.kind === 'loaded' ? plan.plan : null
  return {
    env,
    config,
    corridors,
    nowMs,
    plan,
    control: await controlFacts(config, cwd, nowMs),
    riskLog: writable(resolve(cwd, config.riskLogPath)),
    policy,
    verification: {
      path: reportPath,
      report: parseReport(textOf(resolve(cwd, jsonBeside(reportPath))) ?? ''),
      markdown: textOf(resolve(cwd, reportPath)),
      version,
      corridors: await epochsOf(corridors, { env, cwd }),
    },
    documents: {
      runbook: runbookFact(cwd, judgedPlan, corridors),
      adr: ownDocument(cwd, adrPath),
      analyzer: ownDocument(cwd, analyzerPath),
    },
  }
}

function planFacts(
  cwd: string,
  given: string | undefined,
  corridors: readonly RegisteredCorridor[],
): PlanFacts {
  try {
    const { plan, file, declaresAlpha } = loadPlan(cwd, given)
    // A corridor that names a plan of its own follows that one.
    const following = corridors.filter(({ own }) => own.plan === undefined)
    const inCorridors = following.flatMap(({ lists }) =>
      lintPlan(plan, { declaresAlpha, corridor: lists }).filter(({ id }) => id === 'L15'),
    )
    const lint = [...lintPlan(plan, { declaresAlpha }), ...inCorridors]
    return { kind: 'loaded', file, plan, lint }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { kind: 'refused', problem: error.message }
  }
}

/** A document of the product; null where the folder is no checkout of the product. */
function ownDocument(cwd: string, path: string): DocumentFact | null {
  return isOurRepository(cwd) ? { path, text: textOf(resolve(cwd, path)) } : null
}

function runbookFact(
  cwd: string,
  plan: Plan | null,
  corridors: readonly RegisteredCorridor[],
): DocumentFact {
  const fact = { path: runbookPath, text: textOf(resolve(cwd, runbookPath)) }
  return plan === null ? fact : { ...fact, rendered: runbookOf(cwd, plan, corridors) }
}

async function controlFacts(config: Config, cwd: string, nowMs: number): Promise<ControlFacts> {
  const control = openControl(config.state, { cwd, now: () => nowMs })
  if (control === null) return { kind: 'none' }
  const { location } = control.store
  try {
    const snapshot = await control.store.read()
    const { corridors, lost } = snapshot
    const leader = await control.leadership.leader()
    const processes = await control.evidence.processes()
    return {
      kind: 'reachable',
      location,
      lost,
      uncontrolled: uncontrolledRollouts(snapshot, leader),
      killed: [...corridors.values()].filter(({ killed }) => killed).map(({ intent }) => intent),
      processes: processes.filter(
        ({ seen_at, stopped }) => stopped !== true && nowMs - Date.parse(seen_at) < recentMs,
      ),
    }
  } catch (error) {
    if (error instanceof StoreAbsentError) return { kind: 'absent', location }
    if (!(error instanceof StoreUnavailableError)) throw error
    return { kind: 'unreachable', location, problem: error.message }
  } finally {
    await control.close()
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
