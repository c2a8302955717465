import { logLimit } from './bounds.js'
import { logMeanExp } from './log-space.js'

export type JointEvidence = {
  /** ln of the average e-value; of several kinds, the greatest share of one. */
  readonly logE: number
  readonly fires: boolean
  /** Names whose own evidence passes ln(m/α); empty although it fires: only together do they pass. */
  readonly blamed: readonly string[]
}

/** What evidence is made of decides when it is complete: after every decision, window or hour. */
export type EvidenceUnit = 'decisions' | 'windows' | 'blocks'

type MetricEvidence = {
  readonly name: string
  readonly logE: number
  /** Default: single decisions. */
  readonly unit?: EvidenceUnit
}

/**
 * Evidence of several metrics together. E-values that are complete at the same moments average under any
 * dependence, and the average is never later than Bonferroni (GATES 1.7; Vovk and Wang 2021); those of
 * decisions, windows and hours are not, so each kind has its share of alpha by the number of its metrics.
 */
export function jointEvidence(metrics: readonly MetricEvidence[], alpha: number): JointEvidence {
  const limit = logLimit(alpha)
  if (metrics.length === 0) return { logE: 0, fires: false, blamed: [] }
  const each = limit + Math.log(metrics.length)
  const blamed = metrics.filter((metric) => metric.logE >= each).map((metric) => metric.name)
  // A kind's mean against its own limit, on the scale of ln 1/α.
  const averages = [...Map.groupBy(metrics, ({ unit = 'decisions' }) => unit).values()].map(
    (group) => logMeanExp(group.map(({ logE }) => logE)) + Math.log(group.length / metrics.length),
  )
  const logE = Math.max(...averages)
  // The average cannot miss what one metric alone proves; rounding must not either.
  return { logE, fires: logE >= limit || blamed.length > 0, blamed }
}
