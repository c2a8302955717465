import type { RegisterCommand } from '../context.js'
import { registerAnalyze } from './analyze.js'
import { auditCommand } from './audit.js'
import { registerConfig } from './config.js'
import { registerDecide } from './decide.js'
import { registerDemo } from './demo.js'
import { demoteCommand } from './demote.js'
import { registerEvidence } from './evidence.js'
import { registerExplore } from './explore.js'
import { registerGate } from './gate.js'
import { incidentCommand } from './incident.js'
import { killDrillCommand } from './kill-drill.js'
import { killCommand } from './kill.js'
import { registerLlmSim } from './llm-sim.js'
import { registerPlan } from './plan.js'
import { promoteCommand } from './promote.js'
import { resumeCommand } from './resume.js'
import { rolloutCommand } from './rollout.js'
import { registerServe } from './serve.js'
import { statusCommand } from './status.js'
import { registerVerifyLog } from './verify-log.js'
import { watchCommand } from './watch.js'

/** Every command of the program, in the order of its help; one thin file a command. */
export const commands: readonly RegisterCommand[] = [
  registerDecide,
  registerServe,
  registerDemo,
  registerLlmSim,
  registerAnalyze,
  registerGate,
  registerEvidence,
  registerPlan,
  registerConfig,
  registerExplore,
  registerVerifyLog,
  auditCommand,
  demoteCommand,
  incidentCommand,
  killCommand,
  killDrillCommand,
  promoteCommand,
  resumeCommand,
  rolloutCommand,
  statusCommand,
  watchCommand,
]
