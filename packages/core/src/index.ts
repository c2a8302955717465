export * from './record/index.js'
export * from './corridor/index.js'
export * from './metrics/index.js'
export * from './gates/index.js'
