import { verifyAudit } from '@partial-trust/control'
import type { AuditEntry, ControlSnapshot, CorridorState, KillReport } from '@partial-trust/control'
import type { MemoryContents, MemoryMedium } from '@partial-trust/control/testing'
import { counterIndex } from '@partial-trust/core'
import type { Cell, RiskRecord } from '@partial-trust/core'
import { deadlineMs } from './corridor.ts'
import { minSampled } from './plan.ts'
import type { SimulatedProcess } from './process.ts'
import type { Timeline } from './timeline.ts'
import type { Trace, TraceEvent } from './trace.ts'

export const invariants = [
  'no accept after a kill and its bound',
  'no accept in a process that a kill says it reached',
  'no accept on control state older than the lease',
  'no accept after standing still before the store was asked',
  'no accept against the state that was read',
  'no promotion without GO of this entry',
  'one effect per change',
  'the audit explains the state',
  'nothing counted twice',
  'nothing lost that was acknowledged',
  'the baseline is always answered in time',
  'one leads at a time',
  'whoever can read the store follows it',
  'a stage that the gates refuse is closed',
] as const
export type Invariant = (typeof invariants)[number]

export type Violation = {
  readonly atMs: number
  readonly invariant: Invariant
  readonly detail: string
}

type Kill = {
  readonly intent: string
  readonly storeId: string
  readonly seq: number
  readonly appliedMs: number
  liftedMs: number
  forgotten: boolean
  /** Whom the answer says it reached, and when it was given. */
  answered: {
    readonly atMs: number
    readonly closed: ReadonlySet<string>
    readonly confirmed: ReadonlySet<string>
  } | null
}

type Known = {
  readonly process: SimulatedProcess
  askedMs: number
  /** When it last came back, as far as the trace says. */
  wokeMs: number
  snapshot: ControlSnapshot | null
  /** Answers that arrived; which of them the process acts on is its own to say. */
  arrived: Arrived[]
  readonly cells: Map<string, Cell>
  records: number
  attempts: number
}

type Arrived = {
  readonly askedMs: number
  readonly monotonicMs: number
  readonly arrivedMs: number
  readonly snapshot: ControlSnapshot
}

type Asked = { readonly process: SimulatedProcess; readonly atMs: number; readonly stoodMs: number }

/** On top of a lease, for a clock to be read and a timer to be served. */
const slackMs = 100
/** A pause at least so long is always noticed. */
const noticedMs = 300

/** Sees everything that happens in the world, knows the true time, and says what must not have been. */
export class Witness {
  readonly violations: Violation[] = []
  readonly states = new Set<string>()
  readonly #trace: (TraceEvent & { readonly atMs: number })[] = []
  readonly #timeline: Timeline
  readonly #leaseMs: number
  readonly #known = new Map<string, Known>()
  readonly #kills: Kill[] = []
  readonly #open = new Set<Asked>()
  readonly #wishes = new Map<string, { readonly version: number | null; done: number }>()
  #attempts: {
    readonly intent: string
    readonly stage: string | null
    readonly epochMs: number
  }[] = []
  #before = new Map<string, CorridorState>()
  #seq = 0
  #leader: { readonly instance: string; readonly untilMs: number } | null = null
  /** Whether any store was set back or replaced: what it forgot is not the product's to know. */
  setBack = false

  constructor(timeline: Timeline, leaseMs: number) {
    this.#timeline = timeline
    this.#leaseMs = leaseMs
  }

  violated(invariant: Invariant, detail: string): void {
    this.violations.push({ atMs: this.#timeline.nowMs, invariant, detail })
  }

  // What processes do.

  started(process: SimulatedProcess): void {
    this.#known.set(process.instance, {
      process,
      askedMs: Number.NEGATIVE_INFINITY,
      wokeMs: Number.NEGATIVE_INFINITY,
      snapshot: null,
      arrived: [],
      cells: new Map(),
      records: 0,
      attempts: 0,
    })
    this.#note({ kind: 'start', process: process.instance })
  }

  stopped(process: SimulatedProcess): void {
    this.#note({ kind: 'end', process: process.instance })
  }

  crashed(process: SimulatedProcess): void {
    for (const asked of this.#open) if (asked.process === process) this.#open.delete(asked)
    this.#note({ kind: 'end', process: process.instance })
  }

  read(
    instance: string,
    asked: { readonly trueMs: number; readonly monotonicMs: number },
    snapshot: ControlSnapshot,
  ): void {
    const { trueMs: askedMs, monotonicMs } = asked
    this.#known
      .get(instance)
      ?.arrived.push({ askedMs, monotonicMs, arrivedMs: this.#nowMs, snapshot })
  }

  /** Looks up which of the answers that arrived the process acts on. */
  #basis(known: Known): void {
    const ofMs = known.process.actsOnStateOfMs
    if (ofMs === null) return
    const basis = known.arrived.findLast(({ monotonicMs }) => Math.abs(monotonicMs - ofMs) < 1e-3)
    if (basis === undefined || basis.askedMs === known.askedMs) return
    const { askedMs, arrivedMs, snapshot } = basis
    known.askedMs = askedMs
    known.snapshot = snapshot
    known.arrived = known.arrived.filter((arrived) => arrived.askedMs >= askedMs)
    const { seq } = snapshot.head
    const { instance } = known.process
    this.#trace.push({ kind: 'read', process: instance, askedMs, seq, atMs: arrivedMs })
  }

  recorded(process: SimulatedProcess, record: RiskRecord): void {
    this.states.add(`record ${record.status} ${record.reason_code}`)
    const known = this.#known.get(process.instance)
    if (known === undefined) return
    known.records += 1
    if (record.status === 'accepted_llm' || record.status === 'fallback_deterministic') {
      known.attempts += 1
      const { corridor_intent: intent, stage } = record
      this.#attempts.push({ intent, stage, epochMs: Date.parse(record.timestamp) })
    }
    if (record.status === 'accepted_llm') this.#accepted(known, record.corridor_intent)
  }

  #accepted(known: Known, intent: string): void {
    this.#basis(known)
    const { process, askedMs, snapshot } = known
    const { instance, host } = process
    const nowMs = this.#nowMs
    if (host.wokeMs !== null && host.stoodMs > noticedMs && host.wokeMs > known.wokeMs) {
      known.wokeMs = host.wokeMs
      this.#trace.push({ kind: 'wake', process: instance, atMs: host.wokeMs })
    }
    this.#note({ kind: 'accept', process: instance, intent })
    const oldMs = nowMs - askedMs
    if (oldMs > this.#leaseMs + slackMs) {
      this.violated(
        'no accept on control state older than the lease',
        `${instance} accepted on state of ${Math.round(oldMs)} ms ago`,
      )
    }
    if (host.wokeMs !== null && host.stoodMs > noticedMs && askedMs < host.wokeMs) {
      this.violated(
        'no accept after standing still before the store was asked',
        `${instance} stood still for ${Math.round(host.stoodMs)} ms and accepted ${Math.round(nowMs - host.wokeMs)} ms later on what it knew before`,
      )
    }
    const state = process.state(intent)
    const isClosed = state.killed || (state.rollout?.closed ?? null) !== null
    if (isClosed || (snapshot !== null && snapshot.lost !== null)) {
      this.violated('no accept against the state that was read', `${instance} in ${intent}`)
    }
    for (const kill of this.#kills) {
      if (kill.intent !== intent || kill.liftedMs <= nowMs) continue
      // It began on a store that had forgotten the kill, or the store forgot it before it could know.
      if (kill.forgotten && !(kill.answered?.confirmed.has(instance) ?? false)) continue
      if (nowMs > kill.appliedMs + this.#leaseMs + slackMs) {
        this.violated(
          'no accept after a kill and its bound',
          `${instance} in ${intent}, ${Math.round(nowMs - kill.appliedMs)} ms after entry ${kill.seq}`,
        )
      }
      if (kill.answered?.closed.has(instance) === true && nowMs > kill.answered.atMs) {
        this.violated(
          'no accept in a process that a kill says it reached',
          `${instance} in ${intent}, ${Math.round(nowMs - kill.answered.atMs)} ms after the answer`,
        )
      }
    }
  }

  asked(process: SimulatedProcess): Asked {
    const asked = { process, atMs: this.#nowMs, stoodMs: process.host.stoodInAllMs }
    this.#open.add(asked)
    return asked
  }

  answered(asked: Asked): void {
    this.#open.delete(asked)
    this.#mustBeInTime(asked)
  }

  refused(asked: Asked, error: unknown): void {
    this.#open.delete(asked)
    this.violated('the baseline is always answered in time', String(error))
  }

  #mustBeInTime({ process, atMs, stoodMs }: Asked): void {
    const tookMs = this.#nowMs - atMs - (process.host.stoodInAllMs - stoodMs)
    if (tookMs <= deadlineMs + 1) return
    this.violated(
      'the baseline is always answered in time',
      `${process.instance} took ${Math.round(tookMs)} ms`,
    )
  }

  saved(cells: readonly Cell[]): void {
    for (const cell of cells) {
      const instance = cell.key.instance.replace(/\.\d+$/u, '')
      this.#known.get(instance)?.cells.set(JSON.stringify(cell.key), cell)
    }
  }

  leads(instance: string): void {
    const untilMs = this.#nowMs + 5000
    const other = this.#leader
    if (other !== null && other.instance !== instance && other.untilMs > this.#nowMs) {
      const alive = this.#known.get(other.instance)?.process.host.alive === true
      if (alive && !this.setBack) {
        this.violated('one leads at a time', `${instance} beside ${other.instance}`)
      }
    }
    this.#note({ kind: 'lead', process: instance })
    this.#leader = { instance, untilMs }
  }

  leadsNoMore(instance: string): void {
    if (this.#leader?.instance === instance) this.#leader = null
    this.#note({ kind: 'unlead', process: instance })
  }

  // What people do.

  /** A wish is one change that a person decided on; `version` is what it was decided on. */
  wished(name: string, version: number | null): void {
    this.#wishes.set(name, { version, done: 0 })
  }

  killAnswered({ states, processes }: KillReport): void {
    // One that is silent may be about to come back; what it may do then, the lease says.
    const closed = new Set(
      processes
        .filter(({ state }) => state !== 'unconfirmed' && state !== 'silent')
        .map(({ instance }) => instance),
    )
    const confirmed = new Set(
      processes.filter(({ state }) => state === 'confirmed').map(({ instance }) => instance),
    )
    for (const { state } of processes) this.states.add(`kill ${state}`)
    for (const state of states) {
      const kill = this.#kills.find(
        ({ intent, seq }) => intent === state.intent && seq === state.audit?.seq,
      )
      if (kill === undefined) continue
      this.#note({ kind: 'answer', intent: kill.intent, seq: kill.seq, closed: [...closed] })
      kill.answered = { atMs: this.#nowMs, closed, confirmed }
    }
  }

  // What becomes of the store.

  changed(medium: MemoryMedium): void {
    if (!medium.isThere) return
    const { audit, states, storeId } = medium.contents
    for (const entry of audit.slice(this.#seq)) this.#entered(entry, storeId, states)
    this.#seq = audit.length
    this.#before = new Map(states)
  }

  #entered(entry: AuditEntry, storeId: string, states: ReadonlyMap<string, CorridorState>): void {
    const { intent, seq, action, to, by } = entry
    this.states.add(
      `corridor ${to.killed ? 'killed' : 'not killed'} ${to.stage ?? 'no stage'} ${to.closed ?? 'open'}`,
    )
    this.states.add(`change ${action}`)
    const isGo = action === 'promote' && !claimOf(entry.evidence).withoutGo
    this.#note({ kind: 'change', action, intent, seq, isGo, to })
    if (action === 'kill') {
      const liftedMs = Number.POSITIVE_INFINITY
      const kill = { intent, storeId, seq, appliedMs: this.#nowMs, liftedMs }
      this.#kills.push({ ...kill, forgotten: false, answered: null })
    }
    if (!to.killed) {
      for (const kill of this.#kills) {
        if (kill.intent === intent && kill.liftedMs > this.#nowMs) kill.liftedMs = this.#nowMs
      }
    }
    if (action === 'promote') this.#promoted(entry)
    this.#mustBeOneEffect(by, entry)
    if (seq % 8 === 0 && states.size > 0) this.states.add('audit checked')
  }

  #promoted({ evidence, from, intent, seq }: AuditEntry): void {
    const before = this.#before.get(intent)?.rollout
    const claim = claimOf(evidence)
    if (claim.withoutGo || before === undefined || before === null) return
    if (claim.verdict !== 'GO' || from.killed || from.closed !== null) {
      this.violated(
        'no promotion without GO of this entry',
        `entry ${seq} rests on ${claim.verdict}`,
      )
      return
    }
    const fromMs = Date.parse(before.entered_at)
    const fresh = this.#attempts.filter(
      ({ intent: of, stage, epochMs }) =>
        of === intent && stage === from.stage && epochMs >= fromMs - slackMs,
    ).length
    if (fresh < minSampled) {
      this.violated(
        'no promotion without GO of this entry',
        `entry ${seq} rests on GO, with ${fresh} decisions since the stage was entered`,
      )
    }
  }

  #mustBeOneEffect(by: string, { version, action, seq }: AuditEntry): void {
    const wish = this.#wishes.get(by)
    if (wish === undefined || action === 'kill' || action === 'incident') return
    wish.done += 1
    const moved = wish.version !== null && version !== wish.version + 1
    if (wish.done > 1 || moved) {
      this.violated(
        'one effect per change',
        `entry ${seq}: ${by} decided on version ${wish.version} and made ${version}, the ${wish.done}. time`,
      )
    }
  }

  storeSetBack(contents: MemoryContents): void {
    this.setBack = true
    this.#seq = contents.audit.length
    this.#before = new Map(contents.states)
    this.#leader = null
    for (const kill of this.#kills) {
      const kept = contents.storeId === kill.storeId && contents.head.seq >= kill.seq
      if (!kept) kill.forgotten = true
    }
  }

  storeGone(): void {
    this.setBack = true
    this.#seq = 0
    this.#before = new Map()
    this.#leader = null
    for (const kill of this.#kills) kill.forgotten = true
  }

  // What must hold once everything has come to rest.

  settle(medium: MemoryMedium, alive: readonly SimulatedProcess[]): void {
    const { audit, head, states, cells, pooled } = medium.contents
    const verdict = verifyAudit(audit, { head, corridors: states.values() })
    if (verdict.kind === 'broken') this.violated('the audit explains the state', verdict.problem)
    for (const asked of this.#open) {
      if (asked.process.host.runs) this.#mustBeInTime(asked)
    }
    this.#mustCount(cells, pooled)
    for (const process of alive) {
      if (!process.fresh) {
        this.violated(
          'whoever can read the store follows it',
          `${process.instance}: ${process.problem}`,
        )
      }
    }
  }

  #mustCount(cells: MemoryContents['cells'], pooled: MemoryContents['pooled']): void {
    const attemptsAt = counterIndex.attempts
    let counted = 0
    for (const { vector } of pooled.values()) counted += vector[attemptsAt] ?? 0
    let made = 0
    for (const known of this.#known.values()) made += known.attempts
    if (counted > made) this.violated('nothing counted twice', `${counted} attempts of ${made}`)
    if (this.setBack) return
    for (const { process, cells: acknowledged, attempts } of this.#known.values()) {
      let stored = 0
      for (const [name, vector] of cells) {
        if (name.startsWith(`["${process.instance}.`)) stored += vector[attemptsAt] ?? 0
      }
      let sent = 0
      for (const { vector } of acknowledged.values()) sent += vector[attemptsAt] ?? 0
      const due = process.host.alive ? attempts : sent
      if (stored < due) {
        this.violated(
          'nothing lost that was acknowledged',
          `${process.instance} made ${attempts} attempts, had ${sent} acknowledged, and the store holds ${stored}`,
        )
      }
    }
  }

  /** What happened, in order of time. */
  get trace(): Trace {
    return this.#trace.toSorted((a, b) => a.atMs - b.atMs)
  }

  get #nowMs(): number {
    return this.#timeline.nowMs
  }

  #note(event: TraceEvent): void {
    this.#trace.push({ ...event, atMs: this.#nowMs })
  }
}

function claimOf(evidence: unknown): { readonly verdict: string; readonly withoutGo: boolean } {
  if (typeof evidence !== 'object' || evidence === null)
    return { verdict: 'nothing', withoutGo: false }
  const verdict = 'verdict' in evidence ? String(evidence.verdict) : 'nothing'
  return { verdict, withoutGo: 'without_go' in evidence && evidence.without_go === true }
}
