import { StoreUnavailableError } from '@partial-trust/control'
import type { Random } from '@partial-trust/testing'
import type { Host } from './host.ts'
import type { Timeline } from './timeline.ts'

/** What the way between one host and the store does to messages. */
export type Weather = {
  /** Nothing gets through. */
  cut: boolean
  /** Ms a message takes at most, each another, so that they overtake one another. */
  delayMs: number
  /** Share of messages that vanish, on the way there and back alike, 0 to 1. */
  loss: number
}

export const fairWeather: Weather = { cut: false, delayMs: 4, loss: 0 }

/** How long a driver waits for an answer before it says that it is unknown what happened. */
const patienceMs = 3000

/** The way between one host and the store. */
export class Line {
  readonly #timeline: Timeline
  readonly #host: Host
  readonly #random: Random
  readonly #location: string
  weather: Weather = { ...fairWeather }

  constructor(timeline: Timeline, host: Host, random: Random, location: string) {
    this.#timeline = timeline
    this.#host = host
    this.#random = random
    this.#location = location
  }

  /** Has `work` done at the other end; its answer may come late or never, whether or not it was done. */
  call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const fail = (problem: string) => reject(new StoreUnavailableError(this.#location, problem))
      const giveUp = () => {
        this.#after(patienceMs, () => this.#host.deliver(() => fail('no answer: unknown')))
      }
      if (this.#vanishes()) {
        giveUp()
        return
      }
      const answer = (deliver: () => void) => {
        if (this.#vanishes()) giveUp()
        else this.#after(this.#travel(), () => this.#host.deliver(deliver))
      }
      this.#after(this.#travel(), () => {
        work().then(
          (value) => answer(() => resolve(value)),
          (error: unknown) => answer(() => reject(asError(error))),
        )
      })
    })
  }

  /** Brings news from the other end, if they arrive at all. */
  tell(run: () => void): void {
    if (!this.#vanishes()) this.#after(this.#travel(), () => this.#host.deliver(run))
  }

  #after(delayMs: number, run: () => void): void {
    this.#timeline.at(this.#timeline.nowMs + delayMs, run)
  }

  #vanishes(): boolean {
    return this.weather.cut || this.#random() < this.weather.loss
  }

  #travel(): number {
    return 0.2 + this.#random() * this.weather.delayMs
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
