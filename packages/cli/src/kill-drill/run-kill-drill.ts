import { setTimeout as sleep } from 'node:timers/promises'
import { defaultPlan } from '@partial-trust/core'
import type { StateAddress } from '@partial-trust/settings'
import { controlPlan, openControl, untouched } from '@partial-trust/control'
import type { Control, ControlAction } from '@partial-trust/control'
import { messageOf } from '@partial-trust/settings'
import { drillIntent } from './drill-corridor.js'
import { openDrillLine } from './drill-line.js'
import type { DrillLine } from './drill-line.js'
import { startDrillProcess } from './drill-process.js'
import type { DrillProcess, WorkerCount } from './drill-process.js'
import { phaseReport } from './drill-report.js'
import type { DrillPhase, DrillReport, Lag } from './drill-report.js'

export type KillDrillOptions = {
  readonly address: Exclude<StateAddress, { kind: 'none' }>
  /** Whether the store is the drill's own, to be made where there is none. */
  readonly ownStore: boolean
  readonly workers: number
  /** How many of them lose their way to the store in the partition phase. */
  readonly partition: number
  /** Kills with all workers connected. */
  readonly rounds: number
  readonly leaseMs: number
  /** The most a kill may take to reach every connected worker, in ms. */
  readonly killBoundMs: number
  /** A directory for the drill's own files. */
  readonly scratch: string
  readonly cwd: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /** Ends the store's server as a crash would and brings it back; left out where it is not ours. */
  readonly crash?: () => Promise<{ restart(): Promise<void> }>
}

/** What every lag may have on top of its bound for the process to be scheduled. */
const schedulingMs = 100
const startTimeoutMs = 20_000
/** A worker under load accepts many candidates in this time. */
const idleMs = 1000

const drillStart = { by: 'kill drill', reason: 'a store of its own', traces: () => null }

type Worker = { readonly line: DrillLine; process: DrillProcess }

/** Runs the drill on the drill's own corridor of a real store. @throws {Error} when it cannot be set up. */
export async function runKillDrill(options: KillDrillOptions): Promise<DrillReport> {
  const { address, leaseMs, say } = options
  const control = openControl(address, {
    cwd: options.cwd,
    now: Date.now,
    ...(options.ownStore ? { firstStart: drillStart } : {}),
  })
  if (control === null) throw new Error('the drill needs a store')
  const workers: Worker[] = []
  const phases: DrillPhase[] = []
  const problems: string[] = []
  try {
    await reopen(control)
    for (let index = 0; index < options.workers; index += 1) {
      const line = await openDrillLine(address, options.scratch, `line-${index}`)
      workers.push({ line, process: startDrillProcess(line.state, leaseMs) })
    }
    say(`${options.workers} workers started`)
    await allAccept(workers, options.signal)
    phases.push(await killRounds(control, workers, options))
    if (options.partition > 0) phases.push(...(await partitionRound(control, workers, options)))
    phases.push(await murderRound(control, workers, options))
    if (options.crash !== undefined) {
      phases.push(await crashRound(options.crash, workers, options))
    }
  } catch (error) {
    problems.push(messageOf(error))
  }
  const counts = await Promise.all(workers.map(({ process }) => process.count()))
  for (const { line, process } of workers) {
    process.destroy()
    line.close()
  }
  const location = control.store.location
  await kill(control).catch(() => undefined) // leaves the drill's corridor closed
  await control.close()
  const late = sum(counts, (count) => count.late)
  const reports = phases.map((phase) => phaseReport(phase, options.workers))
  return {
    store: location,
    workers: options.workers,
    lease_ms: leaseMs,
    accepted: sum(counts, (count) => count.accepted),
    accepted_after_lease: late,
    phases: reports,
    problems,
    passed: problems.length === 0 && late === 0 && reports.every((phase) => phase.within_bound),
  }
}

/** Everyone connected: from the answer to `kill` to each worker's last accepted candidate. */
async function killRounds(
  control: Control,
  workers: readonly Worker[],
  { rounds, killBoundMs, signal, say }: KillDrillOptions,
): Promise<DrillPhase> {
  const lags: Lag[] = []
  for (let round = 0; round < rounds; round += 1) {
    await sleep(20 + Math.random() * 100, undefined, { signal }) // anywhere between two polls
    await kill(control)
    const killedNs = process.hrtime.bigint()
    await sleep(killBoundMs + 2 * schedulingMs, undefined, { signal })
    lags.push(...(await lagsSince(killedNs, workers)))
    await reopen(control)
    await allAccept(workers, signal)
  }
  say(`${rounds} kills done`)
  return { name: `kill, all connected`, boundMs: killBoundMs, judgedBy: 'p99', lags }
}

/** Some workers lose the store just before the kill; their lease must do what the kill cannot. */
async function partitionRound(
  control: Control,
  workers: readonly Worker[],
  { partition, leaseMs, killBoundMs, signal, say }: KillDrillOptions,
): Promise<DrillPhase[]> {
  const apart = workers.slice(0, partition)
  const connected = workers.slice(partition)
  for (const { line } of apart) line.cut()
  const cutNs = process.hrtime.bigint()
  await kill(control)
  const killedNs = process.hrtime.bigint()
  await sleep(leaseMs + 5 * schedulingMs, undefined, { signal })
  const lost = await lagsSince(cutNs, apart)
  const told = await lagsSince(killedNs, connected)
  await sleep(leaseMs, undefined, { signal }) // long after: still nothing
  const later = await lagsSince(cutNs, apart)
  for (const { line } of apart) line.heal()
  await reopen(control)
  await allAccept(workers, signal)
  say(`${apart.length} workers were cut off and came back`)
  const phases: DrillPhase[] = [
    {
      name: 'partition, cut off from the store',
      boundMs: leaseMs + schedulingMs,
      judgedBy: 'max',
      lags: [...lost, ...later],
    },
  ]
  if (connected.length > 0) {
    phases.push({
      name: 'partition, still connected',
      boundMs: killBoundMs,
      judgedBy: 'p99',
      lags: shifted(told, partition),
    })
  }
  return phases
}

/** `kill -9` of half the workers in the middle of a kill; the others and the newcomers must obey. */
async function murderRound(
  control: Control,
  workers: readonly Worker[],
  { leaseMs, killBoundMs, signal, say }: KillDrillOptions,
): Promise<DrillPhase> {
  const victims = workers.filter((_, index) => index % 2 === 0)
  const killing = kill(control)
  for (const { process: victim } of victims) victim.destroy()
  await killing
  const killedNs = process.hrtime.bigint()
  for (const victim of victims) victim.process = startDrillProcess(victim.line.state, leaseMs)
  await sleep(killBoundMs + 5 * schedulingMs, undefined, { signal })
  const lags = await lagsSince(killedNs, workers)
  await reopen(control)
  await allAccept(workers, signal)
  say(`${victims.length} workers were killed with -9 and replaced`)
  return { name: 'kill, with kill -9 of half of them', boundMs: killBoundMs, judgedBy: 'p99', lags }
}

/** The store's server dies: every worker must stop within its lease, and come back after it. */
async function crashRound(
  crash: NonNullable<KillDrillOptions['crash']>,
  workers: readonly Worker[],
  { leaseMs, signal, say }: KillDrillOptions,
): Promise<DrillPhase> {
  const server = await crash()
  const diedNs = process.hrtime.bigint()
  await sleep(leaseMs + 5 * schedulingMs, undefined, { signal })
  const lags = await lagsSince(diedNs, workers)
  await server.restart()
  await allAccept(workers, signal)
  say('the server was killed with -9 and came back')
  return { name: 'the server dies', boundMs: leaseMs + schedulingMs, judgedBy: 'max', lags }
}

async function lagsSince(sinceNs: bigint, workers: readonly Worker[]): Promise<Lag[]> {
  const counts = await Promise.all(workers.map(({ process: worker }) => worker.count()))
  return counts.flatMap((count, worker) => {
    if (count === null) return [] // not up yet: it has accepted nothing
    const ns = Number(BigInt(count.lastAcceptNs) - sinceNs)
    // One that had stopped long before for another reason proves nothing about what stopped it.
    if (count.accepted > 0 && ns < -idleMs * 1e6) return []
    return [{ worker, ms: Math.max(0, ns / 1e6) }]
  })
}

/** Waits until every worker accepts candidates. */
async function allAccept(workers: readonly Worker[], signal: AbortSignal): Promise<void> {
  const before = await Promise.all(workers.map(({ process: worker }) => worker.count()))
  const giveUpMs = performance.now() + startTimeoutMs
  for (;;) {
    const now = await Promise.all(workers.map(({ process: worker }) => worker.count()))
    const idle = now.filter(
      (count, index) => (count?.accepted ?? 0) <= (before[index]?.accepted ?? 0),
    )
    if (idle.length === 0) return
    if (performance.now() > giveUpMs) {
      throw new Error(`${idle.length} workers accepted nothing for ${startTimeoutMs} ms`)
    }
    await sleep(20, undefined, { signal })
  }
}

async function reopen(control: Control): Promise<void> {
  const state = await drillState(control)
  if (state.killed) await change(control, { kind: 'resume' })
  const { rollout } = await drillState(control)
  if (rollout === null) await change(control, { kind: 'rollout', plan: drillPlan })
}

/** One stage that samples everyone. */
const drillPlan = controlPlan({
  ...defaultPlan,
  stages: [{ ...defaultPlan.stages[0], name: 'drill', rate: 1 }],
})

async function kill(control: Control): Promise<void> {
  await change(control, { kind: 'kill' })
}

async function change(control: Control, action: ControlAction): Promise<void> {
  const { version } = await drillState(control)
  const answer = await control.store.change({
    intent: drillIntent,
    action,
    by: 'kill drill',
    reason: 'drill',
    expectedVersion: version,
  })
  if (answer.kind !== 'replaced')
    throw new Error(`the drill's ${action.kind} ended in ${answer.kind}`)
}

async function drillState(control: Control) {
  return (await control.store.read()).corridors.get(drillIntent) ?? untouched(drillIntent)
}

function shifted(lags: readonly Lag[], by: number): Lag[] {
  return lags.map(({ worker, ms }) => ({ worker: worker + by, ms }))
}

function sum(counts: readonly (WorkerCount | null)[], of: (count: WorkerCount) => number): number {
  return counts.reduce((total, count) => total + (count === null ? 0 : of(count)), 0)
}
