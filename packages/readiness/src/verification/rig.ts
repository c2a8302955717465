import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from '@partial-trust/core'
import { startLlmSimulator } from '@partial-trust/testing'
import type { LlmSimulator, Respond } from '@partial-trust/testing'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import type { PartialTrust } from 'partial-trust'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { Environment } from '@partial-trust/settings'

/** The whole product against a real HTTP simulator, in a folder of its own. */
export type Rig = {
  readonly app: PartialTrust
  readonly simulator: LlmSimulator
  /** Decides a command of the default corridor. @throws when the command does not match its contract. */
  decide(command: unknown): Promise<Outcome<unknown>>
  /** The risk log's text, flushed. */
  log(): Promise<string>
  close(): Promise<void>
}

/** Everything switched on and every id sampled: what a criterion then switches off is the point. */
export const everythingOn: Environment = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_SAMPLE_RATE: '1',
  PARTIAL_TRUST_STATE: 'none',
}

/** The corridor with a deadline that a busy machine keeps too: what is proved here is no speed. */
function patient(registered: RegisteredCorridor): RegisteredCorridor {
  return { ...registered, own: { ...registered.own, deadlineMs: 5000 } }
}

/** @param env What differs from {@link everythingOn}; undefined unsets. */
export async function openRig(env: Environment, respond: Respond): Promise<Rig> {
  const cwd = mkdtempSync(join(tmpdir(), 'partial-trust-verify-'))
  const simulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0 },
    respond,
  })
  const log = join(cwd, 'risk.jsonl')
  const app = await compose({
    cwd,
    registered: householdConfig.corridors.map(patient),
    configFile: null,
    env: {
      ...everythingOn,
      LLM_BASE_URL: simulator.url,
      PARTIAL_TRUST_RISK_LOG_PATH: log,
      ...env,
    },
  })
  let open = true
  const closeApp = async (): Promise<void> => {
    if (open) await app.close()
    open = false
  }
  return {
    app,
    simulator,
    async decide(command) {
      const deciding = app.corridor(app.corridors[0]?.intent ?? null)?.decide(command)
      if (deciding?.kind !== 'deciding') throw new Error('the command does not match its contract')
      return deciding.outcome
    },
    async log() {
      await closeApp()
      try {
        return readFileSync(log, 'utf8')
      } catch {
        return ''
      }
    },
    async close() {
      await closeApp()
      await simulator.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}
