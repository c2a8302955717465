export { seededRandom } from './seeded-random.js'
export type { Random } from './seeded-random.js'
export { createVirtualClock } from './virtual-clock.js'
export type { VirtualClock } from './virtual-clock.js'
export { schemaAnswer } from './llm-simulator/schema-answer.js'
export { closedPortUrl } from './llm-simulator/closed-port.js'
export { faultKinds, faults } from './llm-simulator/faults.js'
export type { FaultKind, FaultPhase } from './llm-simulator/faults.js'
export { startLlmSimulator } from './llm-simulator/llm-simulator.js'
export type {
  LlmSimulator,
  LlmSimulatorOptions,
  LlmSimulatorStats,
  Respond,
} from './llm-simulator/llm-simulator.js'
export type { ChatMessage, SimulatedRequest } from './llm-simulator/chat-protocol.js'
export { checkChange, defaultSchedule } from './llm-simulator/schedule.js'
export type { CheckedChange, FaultSchedule, ScheduleChange } from './llm-simulator/schedule.js'
export { seededCanaries } from './canaries.js'
export type { Canary } from './canaries.js'
