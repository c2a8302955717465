export { ownCounts } from './own-counts.js'
export { recentRecords } from './recent-records.js'
export { documentHandlers, viewHandlers } from './view-routes.js'
export type { ViewDocuments, ViewSources } from './view-sources.js'
