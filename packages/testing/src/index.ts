export { seededRandom } from './seeded-random.js'
export type { Random } from './seeded-random.js'
export { createVirtualClock } from './virtual-clock.js'
export type { Clock, TimerHandle, VirtualClock } from './virtual-clock.js'
