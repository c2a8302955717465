import type { RegisterCommand } from '../context.js'

export type CommandEntry = {
  /** What the program's own help says of it, in a few words; its own help says more. */
  readonly summary: string
  readonly load: () => Promise<RegisterCommand>
}

/**
 * Every command of the program by its name, in the order of its help; one thin file a command. Each is
 * loaded when it is asked for: `kill` must not wait for, nor `analyze` hold in memory, what `serve` needs.
 */
export const commands: Readonly<Record<string, CommandEntry>> = {
  decide: {
    summary: 'decide a file of commands, one JSON line each',
    load: async () => (await import('./decide.js')).registerDecide,
  },
  serve: {
    summary: 'serve decisions over HTTP, with the console at /',
    load: async () => (await import('./serve.js')).registerServe,
  },
  relay: {
    summary: 'serve control to many processes from another control plane',
    load: async () => (await import('./relay.js')).registerRelay,
  },
  demo: {
    summary: 'serve, a simulated LLM and real utterances in one',
    load: async () => (await import('./demo.js')).registerDemo,
  },
  mcp: {
    summary: 'let an assistant read, and close where it may',
    load: async () => (await import('./mcp.js')).registerMcp,
  },
  'llm-sim': {
    summary: 'serve a simulated LLM endpoint',
    load: async () => (await import('./llm-sim.js')).registerLlmSim,
  },
  analyze: {
    summary: 'analyze a risk log: rates with bounds, latency, reasons',
    load: async () => (await import('./analyze.js')).registerAnalyze,
  },
  cells: {
    summary: 'count logs into cells, which `gate --cells` judges',
    load: async () => (await import('./cells.js')).registerCells,
  },
  export: {
    summary: 'write a risk log as Parquet, by day and corridor',
    load: async () => (await import('./export.js')).registerExport,
  },
  replay: {
    summary: 'what if: judge logged candidates under other thresholds',
    load: async () => (await import('./replay.js')).registerReplay,
  },
  calibrate: {
    summary: 'does the confidence that candidates state mean anything',
    load: async () => (await import('./calibrate.js')).registerCalibrate,
  },
  gate: {
    summary: 'judge a stage: GO (exit 0), INSUFFICIENT (10), NO_GO (20)',
    load: async () => (await import('./gate.js')).registerGate,
  },
  parts: {
    summary: 'judge each part of a corridor by its closed lists',
    load: async () => (await import('./parts.js')).registerParts,
  },
  evidence: {
    summary: 'the arithmetic behind the gates, for counts on stdin',
    load: async () => (await import('./evidence.js')).registerEvidence,
  },
  'evidence-bundle': {
    summary: 'put a verdict and all it follows from into one file',
    load: async () => (await import('./evidence-bundle.js')).registerEvidenceBundle,
  },
  plan: {
    summary: 'show and check the rollout plan',
    load: async () => (await import('./plan.js')).registerPlan,
  },
  tune: {
    summary: 'the loosest confidence threshold with a certificate',
    load: async () => (await import('./tune.js')).registerTune,
  },
  simulate: {
    summary: 'roll a plan out many times under stated traffic',
    load: async () => (await import('./simulate.js')).registerSimulate,
  },
  config: {
    summary: 'show every environment variable, its value and problem',
    load: async () => (await import('./config.js')).registerConfig,
  },
  preflight: {
    summary: 'report whether documents, configuration and code agree',
    load: async () => (await import('./preflight.js')).registerPreflight,
  },
  verify: {
    summary: 'run the four acceptance criteria live',
    load: async () => (await import('./verify.js')).registerVerify,
  },
  runbook: {
    summary: 'render the rollout runbook from what runs',
    load: async () => (await import('./runbook.js')).registerRunbook,
  },
  explore: {
    summary: 'run a PLAN prompt on a repository, read-only',
    load: async () => (await import('./explore.js')).registerExplore,
  },
  'verify-log': {
    summary: 'recompute what must hold of a risk log’s records',
    load: async () => (await import('./verify-log.js')).registerVerifyLog,
  },
  audit: {
    summary: 'show and verify who changed live control, and why',
    load: async () => (await import('./audit.js')).registerAudit,
  },
  demote: {
    summary: 'move a corridor one stage back',
    load: async () => (await import('./demote.js')).registerDemote,
  },
  incident: {
    summary: 'report harm: closes the stage at once',
    load: async () => (await import('./incident.js')).registerIncident,
  },
  kill: {
    summary: 'close a corridor at once, in every process',
    load: async () => (await import('./kill.js')).registerKill,
  },
  'kill-drill': {
    summary: 'measure how fast a kill takes effect',
    load: async () => (await import('./kill-drill.js')).registerKillDrill,
  },
  promote: {
    summary: 'move a corridor to the next stage of its plan',
    load: async () => (await import('./promote.js')).registerPromote,
  },
  resume: {
    summary: 'reopen a killed or closed corridor at the first stage',
    load: async () => (await import('./resume.js')).registerResume,
  },
  rollout: {
    summary: 'begin to roll a corridor out',
    load: async () => (await import('./rollout.js')).registerRollout,
  },
  state: {
    summary: 'the control store’s own life: backup, restore, migrate, adopt',
    load: async () => (await import('./state.js')).registerState,
  },
  'upgrade-check': {
    summary: 'what will change with this version; changes nothing',
    load: async () => (await import('./upgrade-check.js')).registerUpgradeCheck,
  },
  tokens: {
    summary: 'named people and programs: list, add, rotate, revoke',
    load: async () => (await import('./tokens.js')).registerTokens,
  },
  status: {
    summary: 'show where every corridor stands, and who says so',
    load: async () => (await import('./status.js')).registerStatus,
  },
  watch: {
    summary: 'show the status live until Ctrl-C',
    load: async () => (await import('./watch.js')).registerWatch,
  },
}
