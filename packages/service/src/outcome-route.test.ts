import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan, readMetrics } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { controlPlan } from '@partial-trust/control'
import { idPseudonym, systemClock } from '@partial-trust/engine'
import { operatorActions } from '@partial-trust/host'
import { buildService } from './build-service.js'
import { openTokenStore } from './people/token-store.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const intent = 'add_shopping_item'

const command = {
  user_id: 'u-1',
  timestamp: '2026-11-22T10:00:00Z',
  text: 'add milk to my shopping list',
  capabilities: ['start_job'],
  context: { household: { members: [{ user_id: 'u-1' }] } },
}

/** What a process on another machine says of itself. */
function aReport(instance: string) {
  const now = new Date().toISOString()
  return {
    instance,
    host: 'another',
    pid: 7,
    started_at: now,
    seen_at: now,
    lease_ms: 2000,
    lease_age_ms: 10,
    corridors: [{ intent, epoch: 'e', rate: 0.5, set_by: 'plan' }],
    dropped_records: 0,
    dropped_cells: 0,
  } as const
}

function aFolder(): string {
  const cwd = mkdtempSync(join(tmpdir(), 'outcomes-'))
  cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
  return cwd
}

async function started(
  rollout: boolean,
  env: Readonly<Record<string, string>> = {},
  cwd = aFolder(),
) {
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true', ...env },
  })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock: systemClock,
    idKey: app.config.idKey,
    riskLogPath: join(cwd, app.config.riskLogPath),
  })
  cleanUps.push(
    () => app.close(),
    () => server.close(),
  )
  const { control } = app
  if (control === null) throw new Error('no control')
  const half = { ...defaultPlan, stages: [{ ...defaultPlan.stages[0], rate: 0.5 }] as const }
  if (rollout && (await control.store.read()).corridors.get(intent) === undefined) {
    const action = { kind: 'rollout', plan: controlPlan(half) } as const
    await control.store.change({ intent, action, by: 'ana', reason: 'x', expectedVersion: 0 })
  }
  const operator = tokens.minted.find(({ role }) => role === 'operator')?.token ?? ''
  /** Ids that were decided; what became of others is nobody's to say. */
  async function decide(...ids: readonly string[]) {
    for (const id of ids) {
      const payload = { ...command, command_id: id }
      const { statusCode } = await server.inject({ method: 'POST', url: '/v1/decide', payload })
      expect(statusCode).toBe(200)
    }
  }
  async function report(payload: Record<string, unknown>, token?: string) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await server.inject({ method: 'POST', url: '/v1/outcomes', payload, headers })
    return { status: answer.statusCode, body: answer.json() as unknown, text: answer.body }
  }
  const counts = async () => readMetrics((await control.evidence.evidence()).metrics)
  const corridor = app.corridor(intent)
  if (corridor === undefined) throw new Error('no corridor')
  return { app, cwd, report, decide, server, counts, operator, control, corridor }
}

describe('POST /v1/outcomes', () => {
  it('counts each decision once, under the arm its id was drawn into', async () => {
    const { report, decide, counts } = await started(true)
    for (let i = 0; i < 60; i += 1) {
      await decide(`c-${i}`)
      const outcome = i % 4 === 0 ? 'undone' : 'confirmed'
      const first = await report({ command_id: `c-${i}`, outcome })
      expect(first).toMatchObject({ status: 202, body: { outcome: 'counted' } })
      const again = await report({ command_id: `c-${i}`, outcome })
      expect(again.body).toEqual({ outcome: 'known' })
    }
    const { candidateOutcomes, baselineOutcomes, candidateUndone, baselineUndone } = await counts()
    expect(candidateOutcomes + baselineOutcomes).toBe(60)
    expect(candidateUndone + baselineUndone).toBe(15)
    expect(candidateOutcomes).toBeGreaterThan(10)
    expect(baselineOutcomes).toBeGreaterThan(10)
  })

  it('compares nothing without a rollout, and nothing from before the stage', async () => {
    const without = await started(false)
    await without.decide('c')
    const told = await without.report({ command_id: 'c', outcome: 'undone' })
    expect(told).toMatchObject({ status: 202, body: { outcome: 'not_compared' } })
    const { report, decide } = await started(true)
    await decide('c')
    const old = { command_id: 'c', outcome: 'undone', decided_at: '2020-01-01T00:00:00Z' }
    expect((await report(old)).body).toEqual({ outcome: 'not_compared' })
  })

  it.each([{}, { PARTIAL_TRUST_ID_KEY: 'a-key' }])(
    'takes outcomes without a token of decisions that were made alone, under %j',
    async (env) => {
      const { report, decide, operator, counts } = await started(true, env)
      await decide('made')
      for (let i = 0; i < 50; i += 1) {
        expect((await report({ command_id: `invented-${i}`, outcome: 'undone' })).status).toBe(404)
      }
      expect((await report({ command_id: 'made', outcome: 'undone' })).status).toBe(202)
      const invented = await report({ command_id: 'invented', outcome: 'undone' }, operator)
      expect(invented.status).toBe(404)
      expect(invented.text).toContain('command_id')
      const { candidateOutcomes, baselineOutcomes } = await counts()
      expect(candidateOutcomes + baselineOutcomes).toBe(1)
    },
  )

  it('takes an operator’s incident of whatever it is: trust narrows on doubt', async () => {
    const { report, operator } = await started(true)
    const told = await report({ command_id: 'nobody-knows', outcome: 'incident' }, operator)
    expect(told.status).toBe(202)
  })

  it.each([{}, { PARTIAL_TRUST_ID_KEY: 'a-key' }])(
    'takes with a token what the log says was decided before a restart, under %j',
    async (env) => {
      const before = await started(true, env)
      await before.decide('made')
      await before.app.close()
      const after = await started(true, env, before.cwd)
      const made = { command_id: 'made', outcome: 'undone' }
      expect((await after.report(made)).status).toBe(404)
      expect((await after.report(made, before.operator)).status).toBe(202)
      const old = { ...made, command_id: 'forgotten', decided_at: '2020-01-01T00:00:00Z' }
      expect((await after.report(old, before.operator)).body).toEqual({ outcome: 'not_compared' })
      const young = { ...old, decided_at: new Date().toISOString() }
      expect((await after.report(young, before.operator)).status).toBe(404)
      const part = { command_id: 'mad', outcome: 'undone' }
      expect((await after.report(part, before.operator)).status).toBe(404)
    },
  )

  it('takes with a token what a process decided whose records are elsewhere', async () => {
    const { report, operator, control } = await started(true)
    const made = { command_id: 'elsewhere', outcome: 'undone' }
    expect((await report(made, operator)).status).toBe(404)
    const other = aReport('i-ffffffffffff')
    await control.evidence.report({ ...other, corridors: [{ ...other.corridors[0], intent: 'x' }] })
    expect((await report(made, operator)).status).toBe(404)
    await control.evidence.report(other)
    expect((await report(made, operator)).status).toBe(202)
  })

  it.each([undefined, 'a-key'])(
    'keeps a decision under the name its record has, and lets a label replace what was said, under the id key %j',
    async (key) => {
      const env = key === undefined ? {} : { PARTIAL_TRUST_ID_KEY: key }
      const { report, decide, operator, counts, control } = await started(true, env)
      await decide('made')
      for (const [outcome, answer, undone] of [
        ['undone', 'counted', 1],
        ['confirmed', 'known', 1],
        ['right', 'counted', 0],
        ['wrong', 'counted', 1],
        ['wrong', 'known', 1],
      ] as const) {
        expect((await report({ command_id: 'made', outcome }, operator)).body).toEqual({
          outcome: answer,
        })
        const seen = await counts()
        const taken = seen.candidateTakenBack + seen.baselineTakenBack
        expect(seen.candidateUndone + seen.baselineUndone - taken).toBe(undone)
      }
      const name = idPseudonym(key ?? null)?.('made') ?? 'made'
      const digest = createHash('sha256').update(name).digest('hex')
      expect(await control.evidence.outcomes(intent)).toEqual(new Map([[digest, 'wrong']]))
    },
  )

  it.each([
    { host: 'evil.example' },
    { host: '127.0.0.1.evil.example' },
    { host: 'localhost:8080', origin: 'https://evil.example' },
    { host: 'localhost:8080', origin: 'null' },
    // As nginx on this machine hands on what came from anywhere.
    { host: 'localhost:8080', 'x-forwarded-for': '203.0.113.7' },
    { host: '[::1]:8080', forwarded: 'for="[2001:db8::7]"' },
    { host: '127.0.0.1:8080', via: '1.1 edge' },
  ])(
    'takes nothing without a token from a page of another site, or through a proxy: %j',
    async (headers) => {
      const { server, decide, counts } = await started(true)
      await decide('made')
      const payload = { command_id: 'made', outcome: 'undone' }
      for (const url of ['/v1/outcomes', '/v1/decide']) {
        const answer = await server.inject({ method: 'POST', url, payload, headers })
        expect(answer.statusCode).toBe(421)
      }
      const { candidateOutcomes, baselineOutcomes } = await counts()
      expect(candidateOutcomes + baselineOutcomes).toBe(0)
    },
  )

  it('closes the stage at once on an incident, which takes an operator', async () => {
    const { report, operator, control } = await started(true)
    const incident = { command_id: 'c', outcome: 'incident' }
    expect((await report(incident)).status).toBe(401)
    expect(control.feed.state(intent).rollout?.closed ?? null).toBeNull()
    expect((await report(incident, operator)).status).toBe(202)
    expect(control.feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'stage_closed' })
    expect((await control.store.audit()).at(-1)).toMatchObject({ action: 'incident' })
  })

  it('counts the same decision once, whether told over HTTP or by the embedding process', async () => {
    const { report, decide, corridor, counts } = await started(true)
    await decide('c-1')
    expect(await corridor.outcome('c-1', 'confirmed')).toEqual({ kind: 'counted' })
    expect((await report({ command_id: 'c-1', outcome: 'confirmed' })).body).toEqual({
      outcome: 'known',
    })
    const decidedAt = new Date('2020-01-01T00:00:00Z')
    expect(await corridor.outcome('c-2', 'undone', { decidedAt })).toEqual({ kind: 'not_compared' })
    const { candidateOutcomes, baselineOutcomes } = await counts()
    expect(candidateOutcomes + baselineOutcomes).toBe(1)
  })

  it('closes the stage at once on an incident that the embedding process reports', async () => {
    const { corridor, control } = await started(true)
    await corridor.outcome('c', 'incident')
    expect(control.feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'stage_closed' })
    expect((await control.store.audit()).at(-1)?.by).toMatch(/^process /u)
  })

  it('refuses from the embedding process what is no outcome', async () => {
    const { corridor, counts } = await started(true)
    // As JavaScript may call it: what the types forbid is refused, not counted as undone.
    const wrong: unknown = 'reverted'
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    await expect(corridor.outcome('c', wrong as 'undone')).rejects.toThrow(TypeError)
    await expect(corridor.outcome('', 'undone')).rejects.toThrow(TypeError)
    const decidedAt = new Date('nonsense')
    await expect(corridor.outcome('c', 'undone', { decidedAt })).rejects.toThrow(TypeError)
    expect((await counts()).candidateOutcomes + (await counts()).baselineOutcomes).toBe(0)
  })

  it.each([
    {},
    { command_id: 'canary' },
    { command_id: 'canary', outcome: 'canary' },
    { command_id: 7, outcome: 'undone' },
    { command_id: 'canary', outcome: 'undone', text: 'canary' },
    { command_id: 'canary', outcome: 'undone', decided_at: 'canary' },
  ])('refuses %j and repeats nothing of it', async (body) => {
    const { report } = await started(true)
    const answer = await report(body)
    expect(answer.status).toBe(400)
    expect(answer.text).not.toContain('canary')
  })
})
