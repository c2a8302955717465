import { setTimeout as sleep } from 'node:timers/promises'
import { countsOf, mergeMetrics } from '@partial-trust/service'
import type { ProcessMetrics } from '@partial-trust/service'
import type { Clock } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import { endIfHung, hungWords } from './end-if-hung.js'
import type { HostedWorker } from './hosted-worker.js'

export type WorkerSetOptions = {
  readonly count: number
  readonly start: () => HostedWorker
  /** Told of each that ended before it was told to, and how. */
  readonly onLost: (worker: HostedWorker, how: string) => void
  readonly clock: Clock
}

/** Who lives for less is not replaced at once, so that one that cannot live costs little. */
const shortLifeMs = 10_000
const firstPauseMs = 250
const longestPauseMs = 10_000
/** Answers that are under way end long before; a worker that hangs must not keep its host. */
const stopWithinMs = 30_000

/** The workers of one host: as many as there should be, each replaced when it ends or answers nothing any more. */
export class WorkerSet {
  readonly #options: WorkerSetOptions
  readonly #running = new Set<HostedWorker>()
  #departed: Promise<ProcessMetrics> = Promise.resolve([])
  #replaced = 0
  #shortLives = 0
  #keeping = false

  constructor(options: WorkerSetOptions) {
    this.#options = options
  }

  get running(): readonly HostedWorker[] {
    return [...this.#running]
  }

  /** How many ended before they were told to. */
  get replaced(): number {
    return this.#replaced
  }

  /** What workers that ended had counted when they were last asked, together: as many may end as will. */
  get departed(): Promise<ProcessMetrics> {
    return this.#departed
  }

  /**
   * Starts them all, and gives the URL on which they answer.
   *
   * @throws {UserError} when one ends instead; it has said why.
   */
  async start(): Promise<string> {
    const ready = Array.from({ length: this.#options.count }, async () => {
      const worker = this.#start()
      const failed = worker.ended.then(() => {
        throw new UserError('a worker ended before it listened', 1)
      })
      return Promise.race([worker.ready, failed])
    })
    const [url = ''] = await Promise.all(ready)
    this.#keeping = true
    return url
  }

  /** Tells all of them to answer what is under way and to end, and waits until they have. */
  async stop(): Promise<void> {
    this.#keeping = false
    await Promise.all(this.running.map(stopOne))
  }

  #start(): HostedWorker {
    const worker = this.#options.start()
    const { clock } = this.#options
    const startedMs = clock.monotonicMs()
    const isHung = endIfHung(worker, clock)
    this.#running.add(worker)
    void worker.ended.then((how) => {
      this.#running.delete(worker)
      if (!this.#keeping) return
      this.#replaced += 1
      this.#departed = this.#departed.then((known) => together(known, countsOf(worker.metrics)))
      this.#options.onLost(worker, isHung() ? hungWords : how)
      this.#replace(clock.monotonicMs() - startedMs)
    })
    return worker
  }

  #replace(livedMs: number): void {
    this.#shortLives = livedMs < shortLifeMs ? this.#shortLives + 1 : 0
    const pauseMs = this.#shortLives < 2 ? 0 : firstPauseMs * 2 ** this.#shortLives
    // Holds the host, which may have no worker left by now.
    this.#options.clock.setTimer(
      () => {
        if (this.#keeping) this.#start()
      },
      Math.min(pauseMs, longestPauseMs),
    )
  }
}

/** What cannot be added up must not end the host: the sum stays as it was. */
async function together(known: ProcessMetrics, more: ProcessMetrics): Promise<ProcessMetrics> {
  return mergeMetrics([known, more]).catch(() => known)
}

async function stopOne(worker: HostedWorker): Promise<void> {
  worker.ask('stop').catch(() => undefined)
  const ended = new AbortController()
  sleep(stopWithinMs, undefined, { signal: ended.signal }).then(worker.kill, () => undefined)
  await worker.ended
  ended.abort()
}
