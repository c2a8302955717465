import { FleetCounts, storedDesk, StoreUnavailableError } from '@partial-trust/control'
import type { Control, ControlStore } from '@partial-trust/control'
import { memoryControl, memoryKeeper, MemoryMedium } from '@partial-trust/control/testing'
import type { MemoryContents } from '@partial-trust/control/testing'
import type { Host } from './host.ts'
import type { Line } from './network.ts'
import type { Timeline } from './timeline.ts'
import type { Variant } from './variant.ts'
import type { Witness } from './witness.ts'

const beganMs = Date.UTC(2026, 0, 1)

/** The place where the store stands, and what happens to it there. */
export class Site {
  readonly medium: MemoryMedium = new MemoryMedium('memory:world')
  /** `down`: refuses every call. `garbled`: answers, with nothing that can be read. */
  condition: 'up' | 'down' | 'garbled' = 'up'
  readonly #timeline: Timeline
  readonly #witness: Witness
  readonly #variant: Variant
  readonly #backups: MemoryContents[] = []
  #away: MemoryContents | null = null
  #stores = 0

  constructor(timeline: Timeline, witness: Witness, variant: Variant) {
    this.#timeline = timeline
    this.#witness = witness
    this.#variant = variant
  }

  readonly now = (): number => beganMs + this.#timeline.nowMs
  readonly newId = (): string => `store-${++this.#stores}`

  keeper(): ReturnType<typeof memoryKeeper> {
    return memoryKeeper(this.medium, this.now, this.newId)
  }

  backUp(): void {
    if (this.medium.isThere) this.#backups.push(this.medium.copy())
  }

  /** Puts a backup over what is there, `back` of them before the last. */
  setBack(back: number): boolean {
    const backup = this.#backups.at(-1 - back)
    if (backup === undefined) return false
    this.medium.replace(backup)
    this.#witness.storeSetBack(backup)
    return true
  }

  takeAway(): boolean {
    if (!this.medium.isThere) return false
    this.#away = this.medium.copy()
    this.medium.replace(null)
    return true
  }

  /** Brings back what was taken away, over whatever was made in its place. */
  bringBack(): boolean {
    if (this.#away === null) return false
    this.medium.replace(this.#away)
    this.#witness.storeSetBack(this.#away)
    this.#away = null
    return true
  }

  /** What one host sees of the store, over its line. */
  connect(host: Host, line: Line, instance: string, serves: boolean): Control {
    const firstStart = { by: instance, reason: 'first start', traces: () => this.#traces() }
    const seen = this.#variant.connection?.(this.medium) ?? this.medium
    const plain = memoryControl({
      medium: serves ? seen : this.medium,
      now: this.now,
      newId: this.newId,
      ...(serves ? { firstStart } : {}),
    })
    const built = serves ? (this.#variant.control?.(plain, this.medium, instance) ?? plain) : plain
    return this.#over(line, host, built, instance)
  }

  /** The risk log on the hosts' disks names stages as soon as there was a store. */
  #traces(): string | null {
    return this.#stores > 0 ? 'the risk log names stages of a rollout' : null
  }

  #over(
    line: Line,
    host: Host,
    { store, evidence, leadership }: Control,
    instance: string,
  ): Control {
    const call = <Answer>(work: () => Promise<Answer>): Promise<Answer> =>
      line.call(async () => {
        this.#mustAnswer()
        return work()
      })
    const witness = this.#witness
    const { medium } = this
    const linked: ControlStore = {
      location: store.location,
      async read(signal) {
        const asked = { trueMs: host.trueMs, monotonicMs: host.monotonicMs() }
        const snapshot = await call(async () => {
          const found = await store.read(signal) // which makes a store where there was none
          witness.changed(medium)
          return found
        })
        witness.read(instance, asked, snapshot)
        return snapshot
      },
      change: (request) =>
        call(async () => {
          const change = await store.change(request)
          witness.changed(this.medium)
          return change
        }),
      killAll: (request) =>
        call(async () => {
          const states = await store.killAll(request)
          witness.changed(this.medium)
          return states
        }),
      plan: (digest) => call(() => store.plan(digest)),
      audit: (range) => call(() => store.audit(range)),
      subscribe: (listener) => store.subscribe(() => line.tell(listener)),
      close: () => store.close(),
    }
    const counted = {
      save: (cells: Parameters<typeof evidence.save>[0]) => {
        const list = [...cells]
        const send = () => call(() => evidence.save(list))
        return (this.#variant.save?.(send) ?? send()).then(() => witness.saved(list))
      },
      evidence: (since?: number) => call(() => evidence.evidence(since)),
      outcome: (report: Parameters<typeof evidence.outcome>[0]) =>
        call(() => evidence.outcome(report)),
      outcomes: (corridor: string) => call(() => evidence.outcomes(corridor)),
      tidy: (horizon: Parameters<typeof evidence.tidy>[0]) => evidence.tidy(horizon),
      report: (process: Parameters<typeof evidence.report>[0]) =>
        call(() => evidence.report(process)),
      processes: () => call(() => evidence.processes()),
      stopProof: () => call(() => evidence.stopProof()),
      close: () => evidence.close(),
    }
    const gaveUp = () =>
      call(async () => {
        await leadership.close()
        witness.leadsNoMore(instance)
      }).catch(() => undefined)
    const now = (): number => host.epochMs()
    const counts = new FleetCounts(counted, now)
    return {
      store: linked,
      evidence: counted,
      counts,
      desk: storedDesk(linked, counted, counts, now),
      leadership: {
        leads: (name) =>
          call(async () => {
            const leads = await leadership.leads(name)
            if (leads) witness.leads(name)
            return leads
          }),
        leader: () => call(() => leadership.leader()),
        close: gaveUp,
      },
      async close() {
        await gaveUp()
        await store.close()
      },
    }
  }

  #mustAnswer(): void {
    const { location } = this.medium
    if (this.condition === 'down') throw new StoreUnavailableError(location, 'connection refused')
    if (this.condition === 'garbled') throw new StoreUnavailableError(location, 'it does not read')
  }
}
