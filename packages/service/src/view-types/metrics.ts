/** `stage`: since the stage's evidence began. */
export const metricWindows = ['stage', '1h', '6h', '24h', '7d'] as const
export type MetricWindow = (typeof metricWindows)[number]

/** `GET /v1/corridors/{intent}/metrics?window=`: at most a few hundred points, oldest first. */
export type MetricsView = {
  readonly at: string
  readonly window: MetricWindow
  readonly from: string
  readonly to: string
  readonly step_ms: number
  readonly eligible: readonly number[]
  readonly sampled: readonly number[]
  readonly metrics: readonly MetricSeries[]
  /** Alphas of the anytime-valid bounds: as the gates use them. */
  readonly alpha: { readonly lower: number; readonly upper: number }
  /** The latest two epochs of the window apart, the older first, where `by=epoch` asked for it; else none. */
  readonly epochs: readonly EpochSeries[]
}

/** What one epoch counted, in the steps of the whole. */
export type EpochSeries = {
  readonly epoch: string | null
  /** Null where no record names one. */
  readonly model: string | null
  readonly metrics: readonly Pick<MetricSeries, 'name' | 's' | 'n'>[]
}

export type MetricSeries = {
  readonly name: string
  /** Which way is good. */
  readonly better: 'low' | 'high'
  readonly s: readonly number[]
  readonly n: readonly number[]
  readonly lines: readonly GateLine[]
}

export type GateLine = {
  readonly gate: 'GO' | 'NO_GO'
  readonly threshold: number
}
