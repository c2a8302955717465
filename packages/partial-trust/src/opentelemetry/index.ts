export { observeWithOpenTelemetry } from './observe.js'
export type { OpenTelemetryOptions } from './observe.js'
export { sdkIsRegistered } from './sdk-is-registered.js'
