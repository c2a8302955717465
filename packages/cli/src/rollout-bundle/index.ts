export { bundleRollout } from './bundle-rollout.js'
export type { WrittenBundle } from './bundle-rollout.js'
export { sayRolloutCheck } from './say-rollout-check.js'
