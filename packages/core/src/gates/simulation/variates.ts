import type { Chance } from './scenario.js'

/** Above this the normal approximation is closer than any figure here can tell. */
const large = 60

/** How many independent things happen when `mean` are expected. */
export function poisson(mean: number, chance: Chance): number {
  if (mean > large) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)))
  const limit = Math.exp(-mean)
  let [count, product] = [0, chance()]
  while (product > limit) {
    count += 1
    product *= chance()
  }
  return count
}

/** How many of `n` happen at `rate`. */
export function binomial(n: number, rate: number, chance: Chance): number {
  const variance = n * rate * (1 - rate)
  if (variance > large) {
    return Math.min(n, Math.max(0, Math.round(n * rate + Math.sqrt(variance) * normal(chance))))
  }
  if (rate > 0.5) return n - binomial(n, 1 - rate, chance)
  if (n > large && n * rate < large) return Math.min(n, poisson(n * rate, chance))
  let count = 0
  for (let i = 0; i < n; i++) if (chance() < rate) count += 1
  return count
}

/** A rate around `mean` such that decisions that share it correlate by `correlation`. */
export function sharedRate(mean: number, correlation: number, chance: Chance): number {
  if (correlation <= 0 || mean <= 0 || mean >= 1) return mean
  if (correlation >= 1) return chance() < mean ? 1 : 0
  const shape = 1 / correlation - 1
  const a = gamma(mean * shape, chance)
  return a / (a + gamma((1 - mean) * shape, chance))
}

/** Marsaglia and Tsang (2000). */
function gamma(shape: number, chance: Chance): number {
  if (shape < 1) return gamma(shape + 1, chance) * (1 - chance()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(chance)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}
