import type { RegisterCommand } from '../context.js'
import { registerAnalyze } from './analyze.js'
import { registerConfig } from './config.js'
import { registerDecide } from './decide.js'
import { registerEvidence } from './evidence.js'
import { registerLlmSim } from './llm-sim.js'
import { registerServe } from './serve.js'

/** Every command of the program, in the order of its help; one thin file a command. */
export const commands: readonly RegisterCommand[] = [
  registerDecide,
  registerServe,
  registerLlmSim,
  registerAnalyze,
  registerEvidence,
  registerConfig,
]
