import type { Counter } from './counter-table.js'

/** The confidence thresholds that are looked at, strictest first. Fixed beforehand: they share one error. */
export const tunedThresholds = [0.99, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5] as const

/** Where candidates that would pass each threshold are counted, in the thresholds' order. */
export const thresholdCounters: readonly { readonly n: Counter; readonly s: Counter }[] = [
  { n: 'passes99', s: 'wrong99' },
  { n: 'passes95', s: 'wrong95' },
  { n: 'passes90', s: 'wrong90' },
  { n: 'passes85', s: 'wrong85' },
  { n: 'passes80', s: 'wrong80' },
  { n: 'passes70', s: 'wrong70' },
  { n: 'passes60', s: 'wrong60' },
  { n: 'passes50', s: 'wrong50' },
]
