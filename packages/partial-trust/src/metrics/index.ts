export { labelMeanings, metricCatalog, productMetrics } from './metric-catalog.js'
export type { LabelName, MetricSpec, ProductMetric } from './metric-catalog.js'
export type {
  MeasuredCorridor,
  MeasuredGrant,
  MeasuredToken,
  MetricSource,
  Sample,
} from './metric-source.js'
export { registerMetrics } from './register-metrics.js'
export type { CollectedMetric, CollectibleMetric, MetricRegistry } from './register-metrics.js'
export type { Exemplar } from './duration-histogram.js'
