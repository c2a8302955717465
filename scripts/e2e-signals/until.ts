import { setTimeout as sleep } from 'node:timers/promises'

const pauseMs = 25

/** Waits until something is so, and answers how long it took in ms. @throws {Error} naming it when it never is. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  mostMs = 60_000,
): Promise<number> {
  const beganMs = performance.now()
  while (!(await isSo())) {
    if (performance.now() - beganMs > mostMs) throw new Error(`not within ${mostMs} ms: ${what}`)
    await sleep(pauseMs)
  }
  return performance.now() - beganMs
}
