import { setImmediate as settled } from 'node:timers/promises'
import { judgeRollout, FleetCounts, planInForce } from '@partial-trust/control'
import { memoryControl } from '@partial-trust/control/testing'
import { healthy, managed } from './corridor.ts'
import { eventsOf, mendedMs, settingOf, worldMs } from './events.ts'
import type { Setting, WorldEvent } from './events.ts'
import { fairWeather } from './network.ts'
import { Person } from './person.ts'
import { worldPlan } from './plan.ts'
import { SimulatedProcess } from './process.ts'
import { Site } from './site.ts'
import { Timeline } from './timeline.ts'
import type { Variant } from './variant.ts'
import { Witness } from './witness.ts'
import type { Trace } from './trace.ts'
import type { Violation } from './witness.ts'

export type WorldRun = {
  readonly seed: number
  readonly violations: readonly Violation[]
  /** Steps that the world took. */
  readonly steps: number
  /** What it came through, in words, for coverage. */
  readonly states: ReadonlySet<string>
  /** Kinds of events that had an effect, with what they led to. */
  readonly faults: ReadonlySet<string>
  readonly trace: Trace
}

/** One run: the same seed, events and variant make the same run, step by step. */
export async function runWorld(
  seed: number,
  variant: Variant = {},
  events: readonly WorldEvent[] = eventsOf(seed),
): Promise<WorldRun> {
  const world = new World(seed, settingOf(seed), variant)
  await world.run(events)
  return world.outcome()
}

class World {
  readonly #seed: number
  readonly #setting: Setting
  readonly #variant: Variant
  readonly #timeline = new Timeline()
  readonly #witness: Witness
  readonly #site: Site
  readonly #mood = { ...healthy }
  readonly #processes: SimulatedProcess[] = []
  readonly #people: readonly Person[]
  readonly #faults = new Set<string>()
  #starts = 0

  constructor(seed: number, setting: Setting, variant: Variant) {
    this.#seed = seed
    this.#setting = setting
    this.#variant = variant
    this.#witness = new Witness(this.#timeline, setting.leaseMs)
    this.#site = new Site(this.#timeline, this.#witness, variant)
    const plan = worldPlan(setting.promote)
    const shared = { seed, timeline: this.#timeline, site: this.#site, witness: this.#witness }
    this.#people = ['ana', 'ben'].map((name) => new Person({ ...shared, name, variant, plan }))
  }

  outcome(): WorldRun {
    return {
      seed: this.#seed,
      violations: this.#witness.violations,
      steps: this.#timeline.executed,
      states: this.#witness.states,
      faults: this.#faults,
      trace: this.#witness.trace,
    }
  }

  async run(events: readonly WorldEvent[]): Promise<void> {
    for (let place = 0; place < this.#setting.processes; place += 1) this.#start(place)
    for (const event of events) this.#timeline.at(event.atMs, () => this.#befall(event))
    for (let atMs = 2000; atMs < mendedMs; atMs += 4000) {
      this.#timeline.at(atMs, () => this.#site.backUp())
    }
    this.#timeline.at(mendedMs, () => this.#mend())
    while (this.#timeline.step(worldMs)) await settled()
    await settled()
    await this.#rest()
    for (const process of this.#processes) if (process.host.alive) process.host.end()
    await settled()
  }

  #start(place: number): void {
    this.#starts += 1
    const { leaseMs, decisionEveryMs } = this.#setting
    this.#processes[place] = new SimulatedProcess({
      seed: this.#seed,
      name: `p${place}-${this.#starts}`,
      timeline: this.#timeline,
      site: this.#site,
      witness: this.#witness,
      variant: this.#variant,
      leaseMs,
      mood: this.#mood,
      version: place === 1 && this.#seed % 4 === 0 ? 'm2' : 'm1',
      decisionEveryMs,
    })
  }

  #befall(event: WorldEvent): void {
    switch (event.kind) {
      case 'pause':
      case 'sleep':
      case 'set clock':
      case 'crash':
      case 'stop':
      case 'cut':
      case 'slow':
      case 'lossy':
        this.#befallProcess(event)
        return
      case 'store down':
      case 'store garbled':
      case 'store set back':
      case 'store away':
        this.#befallStore(event)
        return
      case 'model fails':
      case 'model hangs':
      case 'model slow':
        this.#befallModel(event)
        return
      case 'kill':
      case 'resume':
      case 'promote':
      case 'demote':
      case 'start rollout':
      case 'restart rollout':
      case 'harm':
      case 'adopt':
        this.#act(event)
    }
  }

  #befallProcess(event: Extract<WorldEvent, { readonly process: number }>): void {
    const place = event.process % this.#setting.processes
    const process = this.#processes[place]
    if (process === undefined || !process.host.alive) return
    this.#faults.add(event.kind)
    const { host, line } = process
    switch (event.kind) {
      case 'pause':
        host.pause(event.forMs)
        return
      case 'sleep':
        host.sleep(event.forMs)
        return
      case 'set clock':
        host.setWall(event.byMs)
        return
      case 'crash':
      case 'stop':
        if (event.kind === 'crash') process.crash()
        else process.stop()
        this.#later(event.backAfterMs, () => {
          if (!(this.#processes[place]?.host.alive ?? false)) this.#start(place)
        })
        return
      case 'cut':
        line.weather.cut = true
        break
      case 'slow':
        line.weather.delayMs = event.much
        break
      case 'lossy':
        line.weather.loss = event.much
        break
    }
    this.#later(event.forMs, () => void Object.assign(line.weather, fairWeather))
  }

  #befallStore(event: Extract<WorldEvent, { readonly kind: `store ${string}` }>): void {
    const site = this.#site
    switch (event.kind) {
      case 'store down':
      case 'store garbled':
        this.#faults.add(event.kind)
        site.condition = event.kind === 'store down' ? 'down' : 'garbled'
        this.#later(event.forMs, () => (site.condition = 'up'))
        return
      case 'store set back':
        if (site.setBack(event.back)) this.#faults.add(event.kind)
        return
      case 'store away':
        if (!site.takeAway()) return
        this.#faults.add(event.kind)
        this.#witness.storeGone()
        this.#later(event.forMs, () => site.bringBack())
    }
  }

  #befallModel(event: Extract<WorldEvent, { readonly kind: `model ${string}` }>): void {
    this.#faults.add(event.kind)
    if (event.kind === 'model fails') this.#mood.fails = event.much
    if (event.kind === 'model hangs') this.#mood.hangs = event.much
    if (event.kind === 'model slow') this.#mood.slowestMs = event.much
    this.#later(event.forMs, () => void Object.assign(this.#mood, healthy))
  }

  #act(event: Extract<WorldEvent, { readonly person: number }>): void {
    const person = this.#people[event.person % this.#people.length]
    if (person === undefined) return
    const acted = (): Promise<string> => {
      switch (event.kind) {
        case 'kill':
          return person.kill(event.intent === null ? null : [event.intent], event.untilApplied)
        case 'resume':
          return person.resume(event.intent, event.thinkMs)
        case 'promote':
          return person.promote(event.thinkMs, event.withoutGo)
        case 'demote':
          return person.demote(event.thinkMs)
        case 'start rollout':
          return person.startRollout(false, event.thinkMs)
        case 'restart rollout':
          return person.startRollout(true, event.thinkMs)
        case 'harm':
          return person.reportHarm()
        case 'adopt':
          return person.adopt()
      }
    }
    acted().then(
      (answer) => this.#faults.add(`${event.kind}: ${answer}`),
      () => this.#faults.add(`${event.kind}: unknown`),
    )
  }

  /** Everything works again; what was set back or lost is started anew, as its operators would. */
  #mend(): void {
    this.#site.condition = 'up'
    Object.assign(this.#mood, healthy)
    this.#site.bringBack()
    for (const [place, process] of this.#processes.entries()) {
      Object.assign(process.line.weather, fairWeather)
      if (this.#witness.setBack && process.host.alive) process.crash()
      if (!process.host.alive) this.#start(place)
    }
  }

  async #rest(): Promise<void> {
    const running = this.#processes.filter(({ host }) => host.runs)
    this.#witness.settle(this.#site.medium, running)
    const { medium, now } = this.#site
    const control = memoryControl({ medium, now })
    const state = (await control.store.read()).corridors.get(managed)
    const plan = state === undefined ? null : await planInForce(state, control.store)
    if (state === undefined || plan === null || state.killed) return
    const counts = new FleetCounts(control.evidence, now)
    await counts.refresh()
    const verdict = judgeRollout(state, plan, counts.of(managed), now() - 12_000)?.verdict
    const isOpen = state.rollout?.closed === null
    if (verdict?.verdict === 'NO_GO' && isOpen && running.length > 0) {
      this.#witness.violated('a stage that the gates refuse is closed', verdict.because[0] ?? '')
    }
    if (running.length > 0 && (await control.leadership.leader()) === null) {
      this.#witness.violated('a stage that the gates refuse is closed', 'nobody leads')
    }
  }

  #later(afterMs: number, run: () => void): void {
    this.#timeline.at(this.#timeline.nowMs + afterMs, run)
  }
}
