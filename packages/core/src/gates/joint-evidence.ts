import { logLimit } from './bounds.js'
import { logMeanExp } from './log-space.js'

export type JointEvidence = {
  /** ln of the average e-value. */
  readonly logE: number
  readonly fires: boolean
  /** Names whose own evidence passes ln(m/α); empty although it fires: only together do they pass. */
  readonly blamed: readonly string[]
}

/**
 * Evidence of several metrics together: e-values average under any dependence, and the average is never
 * later than Bonferroni (GATES 1.7; Vovk and Wang 2021).
 */
export function jointEvidence(
  metrics: readonly { readonly name: string; readonly logE: number }[],
  alpha: number,
): JointEvidence {
  const limit = logLimit(alpha)
  if (metrics.length === 0) return { logE: 0, fires: false, blamed: [] }
  const each = limit + Math.log(metrics.length)
  const logE = logMeanExp(metrics.map((metric) => metric.logE))
  const blamed = metrics.filter((metric) => metric.logE >= each).map((metric) => metric.name)
  // The average cannot miss what one metric alone proves; rounding must not either.
  return { logE, fires: logE >= limit || blamed.length > 0, blamed }
}
