import {
  currentJudgement,
  decidePromotion,
  killCorridors,
  planInForce,
  reportOutcome,
} from '@partial-trust/control'
import type { Control, ControlAction, CorridorState } from '@partial-trust/control'
import { controlPlan } from '@partial-trust/control'
import type { Plan } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { managed } from './corridor.ts'
import { Host } from './host.ts'
import { Line } from './network.ts'
import type { Site } from './site.ts'
import type { Timeline } from './timeline.ts'
import type { Variant } from './variant.ts'
import type { Witness } from './witness.ts'

export type PersonOptions = {
  readonly seed: number
  readonly name: string
  readonly timeline: Timeline
  readonly site: Site
  readonly witness: Witness
  readonly variant: Variant
  readonly plan: Plan
}

/** An operator at a console or command line of their own: sees, thinks, sends, and sends again. */
export class Person {
  readonly line: Line
  readonly #options: PersonOptions
  readonly #host: Host
  readonly #control: Control
  #wishes = 0

  constructor(options: PersonOptions) {
    const { seed, name, timeline, site } = options
    this.#options = options
    this.#host = new Host(timeline, seededRandom(seed, name, 'host'))
    this.line = new Line(
      timeline,
      this.#host,
      seededRandom(seed, name, 'way'),
      site.medium.location,
    )
    this.#control = site.connect(this.#host, this.line, name, false)
  }

  /** Closes some corridors or all, and hears whom it reached. */
  async kill(chosen: readonly string[] | null, untilApplied: boolean): Promise<string> {
    const by = this.#wish(null)
    const report = await killCorridors(this.#control, {
      intents: chosen,
      by,
      reason: 'to be sure',
      untilApplied,
      clock: this.#host,
      signal: new AbortController().signal,
    })
    this.#options.witness.killAnswered(report)
    return report.processes.some(({ state }) => state === 'unconfirmed') ? 'not all' : 'killed'
  }

  /** Sees the verdict, thinks it over, and promotes. */
  async promote(thinkMs: number, withoutGo: boolean): Promise<string> {
    const { variant } = this.#options
    const state = await this.#state(managed)
    if (state === undefined) return 'nothing there'
    const nowMs = this.#host.epochMs()
    const judged = (await currentJudgement(state, this.#control, nowMs))?.verdict ?? null
    const plan = await planInForce(state, this.#control.store)
    const verdict =
      plan === null || variant.verdict === undefined
        ? judged
        : variant.verdict(judged, state, plan, this.#control, nowMs)
    const decided = decidePromotion(verdict, withoutGo)
    if (decided.kind === 'withheld') return `withheld ${decided.verdict}`
    await this.#think(thinkMs)
    return this.#send(state, decided.action)
  }

  async resume(intent: string, thinkMs: number): Promise<string> {
    return this.#change(intent, { kind: 'resume' }, thinkMs)
  }

  async demote(thinkMs: number): Promise<string> {
    return this.#change(managed, { kind: 'demote' }, thinkMs)
  }

  async startRollout(restart: boolean, thinkMs: number): Promise<string> {
    const plan = controlPlan(this.#options.plan)
    const action: ControlAction = { kind: 'rollout', plan, ...(restart ? { restart } : {}) }
    return this.#change(managed, action, thinkMs)
  }

  async reportHarm(): Promise<string> {
    const id = `harm-${this.#wishes}`
    const outcome = {
      intent: managed,
      salt: managed,
      id,
      kind: 'incident',
      decidedAtMs: null,
    } as const
    const answer = await reportOutcome(
      this.#control,
      { ...outcome, by: this.#wish(null) },
      this.#host.epochMs(),
    )
    return answer.kind
  }

  async adopt(): Promise<string> {
    const keeper = this.#options.site.keeper()
    const by = this.#wish(null)
    return (await keeper.adopt({ by, reason: 'it is the one' })) ? 'adopted' : 'nothing to adopt'
  }

  async #change(intent: string, action: ControlAction, thinkMs: number): Promise<string> {
    const state = await this.#state(intent)
    if (state === undefined && action.kind !== 'rollout') return 'nothing there'
    await this.#think(thinkMs)
    return this.#send(state ?? { intent, version: 0 }, action)
  }

  /** What nobody knows the end of is sent once more, as it was. */
  async #send(
    seen: Pick<CorridorState, 'intent' | 'version'>,
    action: ControlAction,
  ): Promise<string> {
    const { intent, version } = seen
    const by = this.#wish(version)
    const sentOn = async (): Promise<number> =>
      this.#options.variant.versionAt === 'sent'
        ? ((await this.#state(intent))?.version ?? version)
        : version
    for (let attempt = 0; ; attempt += 1) {
      try {
        const expectedVersion = await sentOn()
        const change = await this.#control.store.change({
          intent,
          action,
          by,
          reason: 'so decided',
          expectedVersion,
        })
        return change.kind
      } catch {
        if (attempt === 1) return 'unknown'
        await this.#think(500)
      }
    }
  }

  #wish(version: number | null): string {
    const name = `${this.#options.name}#${++this.#wishes}`
    this.#options.witness.wished(name, version)
    return name
  }

  async #state(intent: string): Promise<CorridorState | undefined> {
    return (await this.#control.store.read()).corridors.get(intent)
  }

  #think(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#host.setTimer(resolve, ms))
  }
}
