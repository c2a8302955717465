import type { RegisterCommand } from '../context.js'

/**
 * Every command of the program by its name, in the order of its help; one thin file a command. Each is
 * loaded when it is asked for: `kill` must not wait for, nor `analyze` hold in memory, what `serve` needs.
 */
export const commands: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
  decide: async () => (await import('./decide.js')).registerDecide,
  serve: async () => (await import('./serve.js')).registerServe,
  demo: async () => (await import('./demo.js')).registerDemo,
  'llm-sim': async () => (await import('./llm-sim.js')).registerLlmSim,
  analyze: async () => (await import('./analyze.js')).registerAnalyze,
  replay: async () => (await import('./replay.js')).registerReplay,
  calibrate: async () => (await import('./calibrate.js')).registerCalibrate,
  gate: async () => (await import('./gate.js')).registerGate,
  evidence: async () => (await import('./evidence.js')).registerEvidence,
  'evidence-bundle': async () => (await import('./evidence-bundle.js')).registerEvidenceBundle,
  plan: async () => (await import('./plan.js')).registerPlan,
  simulate: async () => (await import('./simulate.js')).registerSimulate,
  config: async () => (await import('./config.js')).registerConfig,
  preflight: async () => (await import('./preflight.js')).registerPreflight,
  verify: async () => (await import('./verify.js')).registerVerify,
  runbook: async () => (await import('./runbook.js')).registerRunbook,
  explore: async () => (await import('./explore.js')).registerExplore,
  'verify-log': async () => (await import('./verify-log.js')).registerVerifyLog,
  audit: async () => (await import('./audit.js')).registerAudit,
  demote: async () => (await import('./demote.js')).registerDemote,
  incident: async () => (await import('./incident.js')).registerIncident,
  kill: async () => (await import('./kill.js')).registerKill,
  'kill-drill': async () => (await import('./kill-drill.js')).registerKillDrill,
  promote: async () => (await import('./promote.js')).registerPromote,
  resume: async () => (await import('./resume.js')).registerResume,
  rollout: async () => (await import('./rollout.js')).registerRollout,
  status: async () => (await import('./status.js')).registerStatus,
  watch: async () => (await import('./watch.js')).registerWatch,
}
