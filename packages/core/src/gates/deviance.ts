/**
 * x ln(x/m) + m - x without cancellation near x = m. Loader (2000), "Fast and accurate computation of
 * binomial probabilities": the series in (x-m)/(x+m) where the two are within 10 % of each other.
 *
 * @param x Above 0.
 * @param m Above 0.
 * @param difference x - m, from callers who know it to more digits.
 */
export function deviance(x: number, m: number, difference: number = x - m): number {
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference
  const v = difference / (x + m)
  const square = v * v
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= square
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

/**
 * What Stirling's formula leaves out: ln Γ(x) - [(x-½) ln x - x + ½ ln 2π], for x above 0.
 * The asymptotic series from 20 up, the recurrence below.
 */
export function stirlingRemainder(x: number): number {
  let shifted = x
  let correction = 0
  while (shifted < 20) {
    correction += (shifted + 0.5) * Math.log1p(1 / shifted) - 1
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360)))))
  return correction + series
}
