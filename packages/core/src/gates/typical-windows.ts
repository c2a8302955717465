import type { CappedWindows } from './capped-windows.js'
import { CappedFold } from './capped-windows.js'

/** Fuller windows than this say what these say; their number is all that counts. */
const fullest = 50

/** Decisions of an average window that has any, where they come as they like. */
export function decisionsPerFilledWindow(perWindow: number): number {
  return perWindow > 0 ? perWindow / -Math.expm1(-perWindow) : 1
}

/**
 * One window as it is on average: every size and number of bad decisions by its chance, at a steady traffic
 * (Poisson) and a steady rate. For plans; a log has windows of its own.
 *
 * @param perWindow Decisions expected in a window.
 */
export function typicalWindow(perWindow: number, rate: number): CappedWindows {
  const size = Math.min(fullest, Math.max(1e-6, perWindow))
  const usual = decisionsPerFilledWindow(size)
  const fold = new CappedFold({ windows: 1, decisions: usual })
  let chance = Math.exp(-size) / -Math.expm1(-size)
  const longest = Math.ceil(size + 8 * Math.sqrt(size) + 4)
  for (let n = 1; n <= longest; n++) {
    chance *= size / n
    let ofBad = (1 - rate) ** n
    for (let s = 0; s <= n; s++) {
      if (chance * ofBad > 1e-12) fold.weigh({ s, n }, chance * ofBad)
      ofBad *= ((n - s) / (s + 1)) * (rate / (1 - rate))
    }
  }
  return { ...fold.read(), bets: 1 }
}
