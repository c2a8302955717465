export * from './corridor/index.js'
