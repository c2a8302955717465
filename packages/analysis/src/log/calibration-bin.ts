/** One range of stated confidence: from `from` (included) to `to` (1 included). */
export type CalibrationBin = {
  readonly from: number
  readonly to: number
  readonly n: number
  /** Mean of the confidences stated. */
  readonly stated: number | null
  /** Share that turned out right, with bounds that hold for all bins together at 95 %. */
  readonly right: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** Fewer judged candidates say nothing either way. */
export const enoughCandidates = 50

export function rangeText({ from, to }: Pick<CalibrationBin, 'from' | 'to'>): string {
  return `confidence ${from} to ${to}`
}
