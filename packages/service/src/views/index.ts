export { ownMetrics, storedMetrics } from './fleet-metrics.js'
export { recentRecords } from './recent-records.js'
export { documentHandlers, viewHandlers } from './view-routes.js'
export type { ViewDocuments, ViewSources } from './view-sources.js'
