import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { defineCorridor, openTrust, policy } from 'partial-trust'
import type { RegisteredCorridor, Schema } from 'partial-trust'
import { controlPlan, isTrial, makeSqliteStore, openControl } from '@partial-trust/control'
import type { Control, ControlAction, CorridorStatus } from '@partial-trust/control'
import { defaultPlan, effectiveRate, isSampled, sampleBucket } from '@partial-trust/core'
import type { Grant, Plan, RiskRecord } from '@partial-trust/core'
import { readConfig } from '@partial-trust/settings'
import { createVirtualClock } from '@partial-trust/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatherStatus, statusWithoutStore } from './gather-status.js'

/** Any text is a candidate, and the decision. */
const text: Schema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'must be a text' }] },
  },
}

const policyText = `schema_version: 1
profiles: [partial_trust, other]
tasks: [a]
routing:
  a: { partial_trust: { provider: local, model: m, base_url: "http://127.0.0.1:9/v1" } }
`

const plan: Plan = {
  ...defaultPlan,
  stages: [
    { ...defaultPlan.stages[0], rate: 0.3, mode: 'shadow' },
    { ...defaultPlan.stages[0], name: 'wider', rate: 0.8 },
  ],
}

type Own = {
  readonly mode?: 'live' | 'shadow'
  readonly sampleRate?: number
  readonly deadlineMs?: number
}
type World = {
  readonly env: Record<string, string>
  readonly own: Own
  /** What its own authorities answer. */
  readonly authorities: readonly unknown[]
  readonly asks: 'itself' | 'policy'
  /** Null: PARTIAL_TRUST_STATE is `none`. */
  readonly changes: readonly ControlAction[] | null
}

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined })
const oneOf = (...values: string[]): fc.Arbitrary<string | undefined> =>
  maybe(fc.constantFrom(...values))
/** Mostly what leaves the corridor open, so that later checks come up too. */
const mostly = (usual: string, ...others: string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom(...others))

const environment = fc
  .record({
    PARTIAL_TRUST_ENABLED: mostly('true', 'false', 'maybe'),
    PARTIAL_TRUST_INTENT: mostly('a', 'b', 'a,b', 'a,b', 'nobody'),
    PARTIAL_TRUST_SAMPLE_RATE: oneOf('0', '0.5', '0.9', '1', '1', '1', '1', '1', '1', '5'),
    PARTIAL_TRUST_TIMEOUT_MS: oneOf('100', '100', '300', '300', '60000', '60000', '0'),
    PARTIAL_TRUST_PROFILE_ID: oneOf('partial_trust', 'partial_trust', 'other'),
    LLM_POLICY_ENABLED: mostly('1', '0', 'yes please'),
  })
  .map((all) => {
    const set: Record<string, string> = {}
    for (const [name, value] of Object.entries(all)) if (value !== undefined) set[name] = value
    return set
  })

const start: ControlAction = { kind: 'rollout', plan: controlPlan(plan), restart: true }
const steps: fc.Arbitrary<readonly ControlAction[]> = fc.constantFrom<readonly ControlAction[]>(
  [],
  [start],
  [start, { kind: 'promote', evidence: null }],
  [start, { kind: 'promote', evidence: null }, { kind: 'incident' }],
  [start, { kind: 'kill' }],
  [{ kind: 'kill' }],
)

const world: fc.Arbitrary<World> = fc.record({
  env: environment,
  own: fc.record(
    {
      mode: fc.constantFrom('live' as const, 'shadow' as const),
      sampleRate: fc.constantFrom(0, 0.1, 0.6, 1),
      deadlineMs: fc.constantFrom(50, 150, 800),
    },
    { requiredKeys: [] },
  ),
  authorities: fc.constantFrom<unknown[]>([], [], [true], [true, true], [false], [true, 'false']),
  asks: fc.constantFrom('itself' as const, 'policy' as const),
  changes: fc.option(steps),
})

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'authority-'))
  writeFileSync(join(cwd, 'policy.yaml'), policyText)
})
afterAll(() => rmSync(cwd, { recursive: true }))

let stores = 0
/** A store of its own, changed as the world says. */
async function storeOf(changes: readonly ControlAction[]): Promise<() => Control> {
  const path = join(cwd, `state-${++stores}.db`)
  makeSqliteStore(path)
  const open = (): Control => {
    const control = openControl({ kind: 'sqlite', path }, { cwd, now: Date.now })
    if (control === null) throw new Error('no control')
    return control
  }
  const control = open()
  for (const [expectedVersion, action] of changes.entries()) {
    const change = { intent: 'a', action, by: 'ana', reason: 'x', expectedVersion }
    expect((await control.store.change(change)).kind).toBe('replaced')
  }
  await control.close()
  return open
}

const spec = {
  intent: 'a',
  id: (id: string) => id,
  baseline: () => 'baseline',
  candidate: text,
}

function corridorOf({ own, authorities, asks }: World, asked: () => void) {
  return defineCorridor({
    ...spec,
    ask:
      asks === 'policy'
        ? policy('a', { system: 's', prompt: (command: string) => command })
        : async () => {
            asked()
            return 'candidate'
          },
    ...own,
    authorities: authorities.map((answer) => () => answer),
  })
}

const closing = (): boolean => false

const noStats = {
  written: 0,
  dropped: 0,
  stuck: 0,
  lastError: null,
  pending: 0,
  bytes: 0,
  failures: 0,
  rotations: 0,
  tornLines: 0,
}

/** What `status` says, asked from outside. */
async function shown(
  corridor: RegisteredCorridor,
  env: Record<string, string>,
  open: (() => Control) | null,
): Promise<CorridorStatus> {
  const around = {
    config: readConfig(env, ['a', 'b']),
    corridors: [corridor],
    registered: ['a'],
  }
  const control = open?.() ?? null
  const report =
    control === null
      ? await statusWithoutStore(around, { env, cwd }, 0)
      : await gatherStatus({ ...around, control }, { env, cwd }, 0)
  await control?.close()
  const [status] = report.corridors
  if (status === undefined) throw new Error('the corridor is not in the status')
  return status
}

/** What one decision did must be what the grant says of this moment. */
function mustBeGranted(record: RiskRecord | null, granted: Grant, id: string): void {
  const { closed, rate, mode } = granted
  if (record === null || closed === 'off') {
    expect([record, closed]).toEqual([null, 'off'])
    return
  }
  expect(record).toMatchObject({ sample_rate: rate, mode, stage: granted.stage })
  expect(record.deadline_ms).toBe(granted.deadlineMs)
  const reachesSample = closed === null || closed === 'policy_disabled'
  const inSample = reachesSample && isSampled(sampleBucket('a', id), rate)
  expect(record.sampled).toBe(inSample)
  if (reachesSample && !inSample) return expect(record.reason_code).toBe('not_sampled')
  if (closed !== null) {
    return expect(record).toMatchObject({ status: 'skipped', reason_code: closed })
  }
  // The policy's endpoint answers nobody, so its corridor falls back.
  expect(['accepted_llm', 'fallback_deterministic', 'shadow']).toContain(record.status)
  expect(record.status === 'shadow').toBe(mode === 'shadow')
}

describe('what a corridor may do, and who set it', () => {
  it('is shown by status as decisions then do it, whatever the environment, the registration and control say', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const open = one.changes === null ? null : await storeOf(one.changes)
        const env = {
          ...one.env,
          LLM_POLICY_PATH: join(cwd, 'policy.yaml'),
          ...(open === null ? { PARTIAL_TRUST_STATE: 'none' } : {}),
        }
        let asked = 0
        const corridor = corridorOf(one, () => {
          asked += 1
        })
        const status = await shown(corridor, env, open)
        const trust = await openTrust({
          env,
          cwd,
          corridors: [{ intent: 'a' }, { intent: 'b' }],
          state: open?.() ?? null,
          riskLog: {
            append: () => undefined,
            stats: () => noStats,
            close: async () => undefined,
          },
          clock: createVirtualClock(Date.now()),
          controller: false,
        })
        const trusted = trust.open(corridor)
        const granted = trusted.grant()
        const allowed = one.authorities.every((answer) => answer === true)
        if (allowed || granted.closed !== 'stage_closed') {
          expect(status).toMatchObject({
            effective_rate: effectiveRate(granted),
            set_by: granted.setBy,
            closed: granted.closed,
            mode: granted.mode,
            mode_set_by: granted.modeSetBy,
            deadline_ms: granted.deadlineMs,
            deadline_set_by: granted.deadlineSetBy,
          })
        } else {
          // What only the process can ask is named instead, unless live control had closed the stage before.
          expect([...status.asked_per_decision, status.set_by]).toContain(granted.setBy)
        }
        for (const id of ['x', 'y', 'z']) {
          const { record } = await trusted.decide(id)
          mustBeGranted(record, granted, id)
        }
        if (effectiveRate(granted) === 0) expect(asked).toBe(0)
        await trust.close()
        if (open === null) return
        const operator = open()
        const [report] = await operator.evidence.processes()
        await operator.close()
        const { mode, setBy: set_by } = granted
        const [own, ...trials] = report?.corridors ?? []
        expect(own).toMatchObject({ rate: effectiveRate(granted), mode, set_by })
        expect(trials.every((trial) => isTrial(trial))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('says shadow of a corridor registered so, and names the authorities that only a decision can ask', async () => {
    const env = { PARTIAL_TRUST_ENABLED: '1', LLM_POLICY_ENABLED: '1', PARTIAL_TRUST_STATE: 'none' }
    const corridor = defineCorridor({
      ...spec,
      ask: async () => 'candidate',
      mode: 'shadow',
      deadlineMs: 800,
      authorities: [() => true, closing],
      permits: () => true,
    })
    expect(await shown(corridor, env, null)).toMatchObject({
      effective_rate: 0.01,
      mode: 'shadow',
      mode_set_by: 'registration',
      deadline_ms: 800,
      deadline_set_by: 'registration',
      asked_per_decision: ['authority 1', 'authority closing', 'permits'],
    })
    const trust = await openTrust({ env, cwd })
    expect(trust.open(corridor).grant()).toMatchObject({
      closed: 'stage_closed',
      rate: 0,
      setBy: 'authority closing',
    })
    await trust.close()
  })
})
