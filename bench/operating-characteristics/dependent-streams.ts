import { binomial, poisson, sharedRate, type Chance } from '@partial-trust/core'

/** What one window brings. */
export type WindowSource = (
  window: number,
  chance: Chance,
) => { readonly s: number; readonly n: number }

export const windowsPerDay = 144

/** The same decisions in windows so many times as long. */
export function longer(source: WindowSource, times: number): WindowSource {
  return (window, chance) => {
    let [s, n] = [0, 0]
    for (let part = 0; part < times; part++) {
      const one = source(window * times + part, chance)
      s += one.s
      n += one.n
    }
    return { s, n }
  }
}

/** Failures whose rate is drawn anew for each burst of so many windows: windows are shorter than bursts then. */
export function inLongBursts(
  perDay: number,
  rate: number,
  correlation: number,
  windows: number,
): WindowSource {
  let now = rate
  return (window, chance) => {
    if (window % windows === 0) now = sharedRate(rate, correlation, chance)
    const n = poisson(perDay / windowsPerDay, chance)
    return { n, s: binomial(n, now, chance) }
  }
}

/** Failures that share windows of ten minutes: their rate is drawn anew in each. */
export function inBursts(perDay: number, rate: number, correlation: number): WindowSource {
  return (_, chance) => {
    const n = poisson(perDay / windowsPerDay, chance)
    return { n, s: n === 0 ? 0 : binomial(n, sharedRate(rate, correlation, chance), chance) }
  }
}

/** The same, each burst reaching from the middle of one window to the middle of the next. */
export function inBurstsBetween(perDay: number, rate: number, correlation: number): WindowSource {
  let now = rate
  return (window, chance) => {
    const half = perDay / windowsPerDay / 2
    if (window === 0) now = sharedRate(rate, correlation, chance)
    const first = poisson(half, chance)
    const second = poisson(half, chance)
    const before = binomial(first, now, chance)
    now = sharedRate(rate, correlation, chance)
    return { n: first + second, s: before + binomial(second, now, chance) }
  }
}

/** One window in twenty has `times` the traffic and fails so often that `rate` of all decisions do; the others at 1.5 %. */
export function withLoad(perDay: number, rate: number, times: number): WindowSource {
  const [crowded, calm] = [0.05, 0.015]
  const traffic = crowded * times + 1 - crowded
  const bad = (rate * traffic - (1 - crowded) * calm) / (crowded * times)
  return (_, chance) => {
    const full = chance() < crowded
    const n = poisson(((full ? times : 1) * perDay) / windowsPerDay / traffic, chance)
    return { n, s: binomial(n, full ? bad : calm, chance) }
  }
}

/** Traffic and failure rate swing by 80 % over the day, together. */
export function overTheDay(perDay: number, rate: number): WindowSource {
  return (window, chance) => {
    const swing = 1 + 0.8 * Math.sin((2 * Math.PI * window) / windowsPerDay)
    const n = poisson((swing * perDay) / windowsPerDay, chance)
    return { n, s: binomial(n, (swing * rate) / 1.32, chance) }
  }
}
