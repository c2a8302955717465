import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVirtualClock } from '@partial-trust/testing'
import {
  agreement,
  bucketMs,
  defaultPlan,
  expectedDecisions,
  MetricsCounter,
  sharedRollbackAlpha,
  spentAt,
} from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import { controlPlan } from './control-plan.js'
import type { ControlAction } from './control-action.js'
import { corridorViews } from './corridor-view.js'
import { judgeRollout } from './judge-rollout.js'
import { openControl } from './open-control.js'
import { rolloutController } from './rollout-controller.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { verifyAudit } from './verify-audit.js'

const intent = 'decide_refund'
const languages = Array.from({ length: 20 }, (_, i) => `l${i}`)
const bad = 'l13'
const plan: Plan = { ...defaultPlan, parts: { by: 'language', demote: true } }
const cleanUps: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function rig(underPlan: Plan = plan) {
  const directory = mkdtempSync(join(tmpdir(), 'parts-'))
  const clock = createVirtualClock()
  makeSqliteStore(join(directory, 's.db'))
  const control = openControl(
    { kind: 'sqlite', path: 's.db' },
    { cwd: directory, now: () => clock.epochMs() },
  )
  if (control === null) throw new Error('no control')
  cleanUps.push(
    () => rmSync(directory, { recursive: true }),
    () => control.close(),
  )
  const { store, desk } = control
  const controller = rolloutController({ store, desk, clock })
  const state = async () => {
    const found = (await store.read()).corridors.get(intent)
    if (found === undefined) throw new Error('no state')
    return found
  }
  async function change(action: ControlAction): Promise<string> {
    const expectedVersion = (await store.read()).corridors.get(intent)?.version ?? 0
    const asked = { intent, action, by: 'ana', reason: 'because', expectedVersion }
    return (await store.change(asked)).kind
  }
  /** One decision in each language that is not demoted, an hour later; those of `fails` fail every other time. */
  async function round(i: number, fails: readonly string[]): Promise<void> {
    clock.advance(3_600_000)
    const view = corridorViews(await state(), false, false).fresh
    const counter = new MetricsCounter()
    const taken = view.kind === 'open' ? (view.narrowed?.closedParts ?? []) : languages
    for (const language of languages) {
      const part = `language=${language}`
      if (taken.includes(part)) continue
      const failed = fails.includes(language) && i % 2 === 1
      counter.record({
        atMs: clock.epochMs(),
        instance: 'i',
        traceId: null,
        commandId: null,
        corridor: intent,
        epoch: 'e',
        stage: 'canary',
        sampleRate: 0.01,
        mode: 'live',
        model: 'm',
        sampled: true,
        status: failed ? 'fallback_deterministic' : 'accepted_llm',
        reasonCode: failed ? 'timeout' : 'accepted',
        latencyMs: 20,
        deadlineMs: 200,
        mismatch: failed ? null : agreement,
        inputTokens: null,
        outputTokens: null,
        schema: 1,
        confidence: null,
        part,
      })
    }
    clock.advance(3 * bucketMs)
    await control?.evidence.save(counter.cells.values())
    await controller.look()
  }
  /** Rounds with the bad part until it is demoted; how many it took. */
  async function untilDemoted(): Promise<number> {
    for (let rounds = 1; rounds <= 120; rounds += 1) {
      await round(rounds, [bad])
      if ((await state()).rollout?.parts !== undefined) return rounds
    }
    throw new Error('not demoted')
  }
  await change({ kind: 'rollout', plan: controlPlan(underPlan) })
  return { untilDemoted, control, controller, state, change, round, clock }
}

describe('a part that fails while the whole does not', () => {
  it('is demoted alone within the decisions that its share of the error promises, 19 go on', async () => {
    const { control, state, round, untilDemoted } = await rig()
    const rounds = await untilDemoted()
    expect((await state()).rollout).toMatchObject({
      closed: null,
      parts: [{ part: `language=${bad}`, closed: true, by: 'rollout controller' }],
    })
    const alpha = spentAt(sharedRollbackAlpha(plan, plan.stages[0]), languages.indexOf(bad) + 1)
    // 1.5: failures come one by one here, every other time, and the evidence is looked at once a round.
    expect(rounds).toBeLessThan(1.5 * expectedDecisions(0.5, 0.1, alpha) + 2)
    for (let i = 0; i < 20; i += 1) await round(i, [])
    const after = await state()
    expect(after.rollout).toMatchObject({ closed: null, stage: 'canary' })
    expect(after.rollout?.parts).toHaveLength(1)
    const judged = judgeRollout(after, plan, control.counts.of(intent), Date.now())
    expect(judged?.verdict.source.without).toEqual([`language=${bad}`])
    expect(judged?.evidence.sampled).toBe(19 * (rounds + 20))
  })

  it('leaves an audit entry with the verdict on it, and a trail that explains the state', async () => {
    const { control, state, untilDemoted } = await rig()
    await untilDemoted()
    const entries = await control.store.audit()
    const entry = entries.find(({ action }) => action === 'demote_part')
    expect(entry?.reason).toContain(`NO_GO of language=${bad} alone`)
    expect(entry?.evidence).toMatchObject({ verdict: 'NO_GO', stage: 'canary' })
    expect(entry?.to.parts).toMatchObject([{ part: `language=${bad}`, closed: true }])
    const { head } = await control.store.read()
    expect(verifyAudit(entries, { head, corridors: [await state()] }).kind).toBe('intact')
  })

  it('stays demoted through stages, and joins the rest with evidence from zero when a person resumes it', async () => {
    const { state, change, round, untilDemoted } = await rig()
    const part = `language=${bad}`
    await untilDemoted()
    expect(await change({ kind: 'promote' })).toBe('replaced')
    expect(await change({ kind: 'demote' })).toBe('replaced')
    expect((await state()).rollout?.parts).toMatchObject([{ part, closed: true }])
    expect(await change({ kind: 'demote_part', part })).toBe('refused')
    expect(await change({ kind: 'resume_part', part })).toBe('replaced')
    for (let i = 0; i < 5; i += 1) await round(i, [])
    expect((await state()).rollout?.parts).toMatchObject([{ part, closed: false }])
    expect(await change({ kind: 'resume_part', part })).toBe('refused')
  })

  it('is left to a person where the plan does not say that it is demoted', async () => {
    const { state, round } = await rig({ ...plan, parts: { by: 'language', demote: false } })
    for (let i = 0; i < 40; i += 1) await round(i, [bad])
    expect((await state()).rollout?.parts).toBeUndefined()
    expect((await state()).rollout?.closed).toBeNull()
  })

  it('is no part where the name is none', async () => {
    const { change } = await rig()
    expect(await change({ kind: 'demote_part', part: 'language' })).toBe('refused')
  })
})
