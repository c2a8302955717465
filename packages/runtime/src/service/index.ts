export type { App, AppCorridor, AppHealth, DecisionTally, Ending } from './app.js'
export { buildService } from './build-service.js'
export type { ServiceOptions } from './build-service.js'
