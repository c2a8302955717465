import { openLiveControl, steerRollouts } from '@partial-trust/control'
import type { Control, CorridorState, LiveControl, RolloutController } from '@partial-trust/control'
import { openCorridor } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { createDecisionTally } from '@partial-trust/engine'
import { seededRandom } from '@partial-trust/testing'
import type { Random } from '@partial-trust/testing'
import { corridorOf, deadlineMs, intents, modelOf, settings } from './corridor.ts'
import type { ModelMood } from './corridor.ts'
import { quietMs } from './events.ts'
import { Host } from './host.ts'
import { Line } from './network.ts'
import type { Site } from './site.ts'
import type { Timeline } from './timeline.ts'
import type { Variant } from './variant.ts'
import type { Witness } from './witness.ts'

type Opened = ReturnType<typeof openCorridor<{ readonly id: string }, unknown, string>>

export type ProcessOptions = {
  readonly seed: number
  readonly name: string
  readonly timeline: Timeline
  readonly site: Site
  readonly witness: Witness
  readonly variant: Variant
  readonly leaseMs: number
  readonly mood: ModelMood
  /** Of what it asks the model for: another one is another epoch. */
  readonly version: string
  readonly decisionEveryMs: number
}

/** One process that decides, from its real parts over simulated edges. */
export class SimulatedProcess {
  readonly instance: string
  readonly host: Host
  readonly line: Line
  readonly #options: ProcessOptions
  readonly #random: Random
  readonly #control: Control
  readonly #live: LiveControl
  readonly #controller: RolloutController
  readonly #tally = createDecisionTally()
  #decided = 0
  #stopping = false

  constructor(options: ProcessOptions) {
    this.#options = options
    const { seed, name, timeline, site, witness, variant, leaseMs } = options
    this.instance = name
    this.#random = seededRandom(seed, name, 'traffic')
    this.host = new Host(timeline, seededRandom(seed, name, 'host'))
    const way = seededRandom(seed, name, 'way')
    this.line = new Line(timeline, this.host, way, site.medium.location)
    witness.started(this)
    this.#control = site.connect(this.host, this.line, name, true)
    this.#live = openLiveControl({
      control: this.#control,
      leaseMs,
      instance: name,
      corridors: () => corridors,
      longestDeadlineMs: () => deadlineMs,
      clock: variant.clock?.(this.host) ?? this.host,
      host: name,
      pid: 1,
      droppedRecords: () => 0,
      ...(variant.gapMs === undefined ? {} : { gapMs: variant.gapMs }),
    })
    const corridors = intents.map((intent) => this.#open(intent))
    this.#controller = steerRollouts({
      control: this.#control,
      instance: name,
      clock: this.host,
    })
    this.#schedule(corridors)
  }

  get fresh(): boolean {
    return this.#live.lease().fresh
  }

  /** By its own monotonic clock: when it asked for the state it acts on; null before it has any. */
  get actsOnStateOfMs(): number | null {
    const { ageMs } = this.#live.lease()
    return ageMs === null ? null : this.host.monotonicMs() - ageMs
  }

  get tally(): ReturnType<typeof createDecisionTally> {
    return this.#tally
  }

  /** Why it holds no lease, in the words of `status`; null while the last look succeeded. */
  get problem(): string | null {
    return this.#live.lease().problem
  }

  /** What it last read and believed. */
  state(intent: string): CorridorState {
    return this.#live.feed.state(intent)
  }

  /** A normal stop: what it counted goes out first. */
  stop(): void {
    if (this.#stopping) return
    this.#stopping = true
    this.#controller.stop()
    void this.#live.close().then(() => {
      this.#options.witness.stopped(this)
      this.host.end()
    })
  }

  /** `kill -9`. */
  crash(): void {
    this.#options.witness.crashed(this)
    this.host.end()
  }

  #open(intent: string) {
    const { mood, seed, version, witness } = this.#options
    const live = this.#live
    return openCorridor(corridorOf(intent), {
      settings,
      source: modelOf(this.host, mood, seededRandom(seed, this.instance, intent), version),
      control: () => live.view(intent),
      onClosed: (listener) => live.feed.onClosed(intent, listener),
      started: (start) => live.started(intent, start),
      record: (record: RiskRecord) => {
        live.record(record)
        this.#tally.add(record)
        witness.recorded(this, record)
      },
      clock: this.host,
      ids: this.#ids(),
      instance: this.instance,
    })
  }

  #ids() {
    let made = 0
    return {
      decisionId: () => `dec-${this.instance}-${++made}`,
      traceId: () => `trace-${this.instance}-${++made}`,
    }
  }

  /** Requests come from outside: they wait at the door of a process that stands still. */
  #schedule(corridors: readonly Opened[]): void {
    const { timeline, decisionEveryMs, witness } = this.#options
    const next = () => {
      if (!this.host.alive || this.#stopping || timeline.nowMs > quietMs) return
      timeline.at(timeline.nowMs + decisionEveryMs * (0.5 + this.#random()), () => {
        const corridor = corridors[this.#random() < 0.8 ? 0 : 1]
        const id = `${this.instance}-${++this.#decided}`
        if (corridor !== undefined) {
          this.host.deliver(() => {
            const decision = witness.asked(this)
            corridor.decide({ id }).then(
              () => witness.answered(decision),
              (error: unknown) => witness.refused(decision, error),
            )
          })
        }
        next()
      })
    }
    next()
  }
}
