export { renderVerification } from './render-verification.js'
export { verifyLog } from './verify-log.js'
export type { LogVerification, VerifySettings } from './verify-log.js'
export type { KnownCorridor, KnownCorridors } from './known-corridors.js'
