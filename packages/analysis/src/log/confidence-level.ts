import { enoughCandidates, rangeText, type CalibrationBin } from './calibration-bin.js'

export type Level = {
  /**
   * Whether the figures stated are the shares that turn out right: `overstated` where a range is shown to be
   * right less often than its lowest confidence says, `understated` more often than its highest, `both`
   * where each happens in some range. Null: not enough data.
   */
  readonly level: 'overstated' | 'understated' | 'both' | 'not-contradicted' | null
  /** The level in a sentence; null with it. */
  readonly level_because: string | null
}

/**
 * Whether ranges of confidence turn out right as often as they state. A range is held against its own edges
 * and not its mean, so that the bounds are valid however the confidences lie inside of it.
 */
export function levelOf(bins: readonly CalibrationBin[], n: number): Level {
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

function percent(share: number | null): string {
  return `${((share ?? 0) * 100).toFixed(1)} %`
}
