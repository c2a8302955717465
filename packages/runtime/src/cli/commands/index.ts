import type { RegisterCommand } from '../context.js'
import { registerAnalyze } from './analyze.js'
import { registerEvidence } from './evidence.js'
import { registerLlmSim } from './llm-sim.js'

/** Every command of the program, in the order of its help; one thin file a command. */
export const commands: readonly RegisterCommand[] = [
  registerAnalyze,
  registerEvidence,
  registerLlmSim,
]
