/** ln(e^a + e^b) without overflow; -Infinity stands for ln 0. */
export function logAddExp(a: number, b: number): number {
  const high = Math.max(a, b)
  if (high === -Infinity) return -Infinity
  return high + Math.log1p(Math.exp(Math.min(a, b) - high))
}

/** ln Σ e^x without overflow; -Infinity for an empty list. */
export function logSumExp(values: readonly number[] | Float64Array): number {
  let high = -Infinity
  for (const value of values) high = Math.max(high, value)
  if (high === -Infinity) return -Infinity
  let sum = 0
  for (const value of values) sum += Math.exp(value - high)
  return high + Math.log(sum)
}

/** ln of the mean of e^x: the average of e-values given as logarithms. */
export function logMeanExp(values: readonly number[]): number {
  return logSumExp(values) - Math.log(values.length)
}
