import { performance } from 'node:perf_hooks'
import type { Corridor, Outcome } from '@partial-trust/core'

/** One decision and its time. */
export type Given<Decision> = {
  readonly outcome: Outcome<Decision>
  /** How long after a bare timer of the deadline's length it came; 0 if before. */
  readonly overdueMs: number
  readonly elapsedMs: number
}

/** Decides the commands in their order, so many at once, beside a bare timer each. */
export async function decideAll<Command>(
  corridor: Corridor<Command, unknown>,
  commands: readonly Command[],
  concurrency: number,
  deadlineMs: number,
): Promise<readonly Given<unknown>[]> {
  const given: Given<unknown>[] = []
  let next = 0
  async function worker(): Promise<void> {
    for (let index = next++; index < commands.length; index = next++) {
      const command = commands[index]
      if (command === undefined) return
      given[index] = await timed(corridor.decide.bind(corridor), command, deadlineMs)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return given
}

/** Decides beside a bare timer: what the machine does to both is not the product's doing. */
async function timed<Command>(
  decide: (command: Command) => Promise<Outcome<unknown>>,
  command: Command,
  deadlineMs: number,
): Promise<Given<unknown>> {
  let dueMs: number | null = null
  const startedMs = performance.now()
  const deciding = decide(command)
  const timer = setTimeout(() => {
    dueMs = performance.now()
  }, deadlineMs)
  const outcome = await deciding
  const givenMs = performance.now()
  clearTimeout(timer)
  return {
    outcome,
    overdueMs: dueMs === null ? 0 : givenMs - dueMs,
    elapsedMs: givenMs - startedMs,
  }
}
