import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import type { GateRow } from '@partial-trust/core'
import { controlPlan } from '@partial-trust/control'
import type { RolloutVerdict } from '@partial-trust/control'
import { compose, defineCorridor } from 'partial-trust'
import type { PartialTrust } from 'partial-trust'
import { z } from 'zod'

/** A corridor of the real product, with a rollout and some decisions. */
export type MeasuredApp = {
  readonly app: PartialTrust
  /** What the gates are made to have said of the rollout as it stood when it began. */
  readonly verdict: RolloutVerdict
  close(): Promise<void>
}

const intent = 'decide_refund'

const refunds = defineCorridor({
  intent,
  id: (command: { readonly id: string; readonly text: string }) => command.id,
  command: z.object({ id: z.string(), text: z.string() }),
  baseline: () => ({ action: 'deny' }),
  label: ({ action }) => action,
  labels: ['approve', 'deny'],
  candidate: z.object({ action: z.enum(['approve', 'deny']) }),
  ask: async ({ id }) => {
    if (id.endsWith('7')) throw new Error('the model is away')
    return { action: id.endsWith('3') ? 'approve' : 'deny' }
  },
  deadlineMs: 10_000,
})

/** @param text Stands in every command. */
export async function measuredApp(text: string): Promise<MeasuredApp> {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-measured-'))
  const app = await compose({
    registered: [refunds],
    configFile: null,
    cwd,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_LEASE_MS: '60000',
    },
  })
  const { control } = app
  if (control === null) throw new Error('there is a store')
  const [first, ...rest] = defaultPlan.stages
  const plan = { ...defaultPlan, stages: [{ ...first, rate: 1 }, ...rest] } as const
  const change = await control.store.change({
    intent,
    action: { kind: 'rollout', plan: controlPlan(plan) },
    by: 'a test',
    reason: 'to be measured',
    expectedVersion: 0,
  })
  if (change.kind !== 'replaced') throw new Error(change.kind)
  await control.feed.refresh()
  for (let id = 0; id < 40; id += 1) await decide(app, { id: `order-${id}`, text })
  const since = change.state.rollout?.evidence_from ?? ''
  return {
    app,
    verdict: { ...someVerdict, source: { ...someVerdict.source, since } },
    async close() {
      await app.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

export async function decide(
  { corridors }: Pick<PartialTrust, 'corridors'>,
  command: { readonly id: string; readonly text: string },
): Promise<void> {
  const deciding = corridors[0]?.decide(command)
  if (deciding?.kind !== 'deciding') throw new Error('the command is one')
  await deciding.outcome
}

const row: GateRow = {
  name: 'attempt_error',
  direction: 'below',
  s: 4,
  n: 40,
  estimate: 0.1,
  lower: 0.03,
  upper: 0.24,
  threshold: 0.05,
  log_e: 0.2,
  verdict: 'INSUFFICIENT',
  needs: null,
}

/** A verdict with a gate for either side: the first real one takes a sealed bucket, ten seconds. */
const someVerdict: RolloutVerdict = {
  source: { kind: 'rollout', name: 'merged counts', corridor: intent, plan: 'digest', since: '' },
  stage: 'canary',
  verdict: 'INSUFFICIENT',
  decided_at: '2026-11-22T10:00:00.000Z',
  alpha: { rollback: 0.01, detector: 0.01, go: 0.05 },
  metrics: [row, { ...row, direction: 'above', threshold: 0.1, log_e: 1.4 }],
  because: [],
  latency: [{ quantile: 0.95, estimate_ms: 150, lower_ms: 100, upper_ms: 200 }],
}
