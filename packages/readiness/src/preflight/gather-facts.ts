import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defaultPlan, lintPlan, lossNotePath } from '@partial-trust/core'
import type { CorridorLists, Plan } from '@partial-trust/core'
import { UserError, readConfig, version } from '@partial-trust/settings'
import type { Config, Environment } from '@partial-trust/settings'
import {
  openControl,
  StoreAbsentError,
  silentMsOf,
  StoreUnavailableError,
  isTrial,
  fleetProofDueMs,
  latestProof,
  uncontrolledRollouts,
} from '@partial-trust/control'
import { loadConfigFile } from '@partial-trust/host'
import type { EmbeddedConfig } from '@partial-trust/host'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { corridorPlan, loadPlan, planOwner } from '@partial-trust/plan'
import type { LoadedPlan } from '@partial-trust/plan'
import { tokenOutlook } from '@partial-trust/service/people'
import { runbookPath } from '../documents/index.js'
import { runbookOf } from '../runbook-of.js'
import { textOf } from '../text-of.js'
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
  const loaded = await loadConfigFile(cwd, options.configFile, options.embedded)
  const { config: file } = loaded
  const { corridors } = file
  const config = readConfig(
    env,
    corridors.map(({ intent }) => intent),
  )
  const plan = planFacts(() => loadPlan(cwd, options.planFile))
  const policy = await policyFacts(env, cwd, config, corridors)
  const folder = loaded.file === null ? cwd : dirname(loaded.file)
  const plans = corridors.map((corridor) => {
    const { intent, lists } = corridor
    const owner = planOwner(corridor, config, folder)
    return { intent, ...planFacts(() => corridorPlan(cwd, owner, options.planFile), lists) }
  })
  return {
    env,
    config,
    corridors,
    nowMs,
    plan,
    plans,
    control: await controlFacts(config, cwd, nowMs),
    riskLog: riskLogFacts(resolve(cwd, config.riskLogPath)),
    tokens: tokenOutlook(resolve(cwd, config.tokensPath), nowMs),
    policy,
    verification: {
      path: reportPath,
      report: parseReport(textOf(resolve(cwd, jsonBeside(reportPath))) ?? ''),
      markdown: textOf(resolve(cwd, reportPath)),
      version,
      corridors: await epochsOf(corridors, { env, cwd }),
    },
    documents: {
      runbook: runbookFact(cwd, plans, corridors),
      adr: ownDocument(cwd, adrPath),
      analyzer: ownDocument(cwd, analyzerPath),
    },
  }
}

function planFacts(load: () => LoadedPlan, corridor: CorridorLists | null = null): PlanFacts {
  try {
    const { plan, file, declaresAlpha } = load()
    return { kind: 'loaded', file, plan, lint: lintPlan(plan, { declaresAlpha, corridor }) }
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
  plans: PreflightFacts['plans'],
  corridors: readonly RegisteredCorridor[],
): DocumentFact {
  const fact = { path: runbookPath, text: textOf(resolve(cwd, runbookPath)) }
  const found = new Map<string, Plan>()
  for (const one of plans) if (one.kind === 'loaded') found.set(one.intent, one.plan)
  if (found.size < corridors.length) return fact
  const planOf = (intent: string): Plan => found.get(intent) ?? defaultPlan
  return { ...fact, rendered: runbookOf(cwd, planOf, corridors) }
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
    const proof = latestProof(processes)
    const living = processes.filter(
      (report) => report.stopped !== true && Math.abs(silentMsOf(report, nowMs)) < recentMs,
    )
    return {
      kind: 'reachable',
      location,
      lost,
      uncontrolled: uncontrolledRollouts(snapshot, leader),
      killed: [...corridors.values()]
        .filter((state) => state.killed && !isTrial(state))
        .map(({ intent }) => intent),
      proof,
      proofDueMs: fleetProofDueMs(living, proof, config.proveEveryMs, nowMs),
      processes: living,
    }
  } catch (error) {
    if (error instanceof StoreAbsentError) return { kind: 'absent', location }
    if (!(error instanceof StoreUnavailableError)) throw error
    return { kind: 'unreachable', location, problem: error.message }
  } finally {
    await control.close()
  }
}

function riskLogFacts(path: string): PreflightFacts['riskLog'] {
  const losses = lossNotePath(path)
  return { ...writable(path), losses: existsSync(losses) ? losses : null }
}
