import type { CalibrationBin, Reliability } from './reliability.js'

/** Fewer judged candidates say nothing either way. */
export const enoughCandidates = 50

/**
 * Whether ranges of confidence turn out right as often as they state. A range is held against its own edges
 * and not its mean, so that the bounds are valid however the confidences lie inside of it.
 */
export function levelOf(
  bins: readonly CalibrationBin[],
  n: number,
): Pick<Reliability, 'level' | 'level_because'> {
  if (n < enoughCandidates) return { level: null, level_because: null }
  const over = bins.filter(({ upper, from }) => upper !== null && upper < from)
  const under = bins.filter(({ lower, to }) => lower !== null && lower > to)
  if (over.length === 0 && under.length === 0) {
    return {
      level: 'not-contradicted',
      level_because: 'no range is shown to be right more or less often than it states',
    }
  }
  const level = under.length === 0 ? 'overstated' : over.length === 0 ? 'understated' : 'both'
  const said = [
    ...over.map((bin) => `${rangeText(bin)} is right in at most ${percent(bin.upper)}`),
    ...under.map((bin) => `${rangeText(bin)} is right in at least ${percent(bin.lower)}`),
  ]
  return { level, level_because: said.join('; ') }
}

export function rangeText({ from, to }: Pick<CalibrationBin, 'from' | 'to'>): string {
  return `confidence ${from} to ${to}`
}

function percent(share: number | null): string {
  return `${((share ?? 0) * 100).toFixed(1)} %`
}
