import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan, lintPlan } from '@partial-trust/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { corridorPlan, type PlanOwner } from './corridor-plan.js'
import { planSchema } from './plan-schema.js'

const stages = (name: string): string =>
  `version: 1\nstages:\n  - name: ${name}\n    rate: 0.5\n    min_sampled: 20\n    go: [{ metric: attempt_error, below: 0.3 }]\n    no_go: [{ metric: attempt_error, above: 0.5 }]\n`

it('the schema of plans is JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ discriminator: true, allowUnionTypes: true })
  expect(ajv.validateSchema(planSchema), JSON.stringify(ajv.errors)).toBe(true)
})

describe('the plan of a corridor', () => {
  let cwd = ''
  let folder = ''
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'plan-cwd-'))
    folder = mkdtempSync(join(tmpdir(), 'plan-config-'))
    writeFileSync(join(folder, 'refunds.plan.yaml'), stages('own'))
    writeFileSync(join(cwd, 'given.yaml'), `${stages('given')}deadline_ms: 300\n`)
  })
  afterEach(() => {
    for (const path of [cwd, folder]) rmSync(path, { recursive: true })
  })
  const owner = (plan?: string): PlanOwner => ({
    lists: {
      intent: 'decide_refund',
      intents: ['decide_refund'],
      decisionTypes: ['approve', 'deny'],
      parts: [],
    },
    plan,
    deadlineMs: 800,
    folder,
  })

  it('is the one given, before the one it is registered with', () => {
    const { plan } = corridorPlan(cwd, owner('refunds.plan.yaml'), 'given.yaml')
    expect(plan).toMatchObject({ deadline_ms: 300, stages: [{ name: 'given' }] })
  })

  it('is the one it is registered with, read beside the registration', () => {
    writeFileSync(join(cwd, 'partial-trust.plan.yaml'), stages('of_the_folder'))
    const { plan } = corridorPlan(cwd, owner('refunds.plan.yaml'))
    expect(plan.stages).toMatchObject([{ name: 'own' }])
  })

  it('is that of the folder where it is registered with none, else the built-in one', () => {
    expect(corridorPlan(cwd, owner()).plan.stages).toHaveLength(3)
    writeFileSync(join(cwd, 'partial-trust.plan.yaml'), stages('of_the_folder'))
    expect(corridorPlan(cwd, owner()).plan.stages).toMatchObject([{ name: 'of_the_folder' }])
  })

  it('has no gate, built in, that would hold a constant in the corridor', () => {
    const { plan } = corridorPlan(cwd, owner())
    expect(lintPlan(plan, { corridor: owner().lists }).filter(({ id }) => id === 'L15')).toEqual([])
    expect(JSON.stringify(plan)).not.toContain('intent_mismatch')
    const wide = { ...owner().lists, intents: ['decide_refund', 'other'] }
    const other = corridorPlan(cwd, { ...owner(), lists: wide })
    expect(other.plan).toEqual({ ...defaultPlan, deadline_ms: 800 })
  })

  it('is for the corridor’s own deadline where it states none', () => {
    expect(corridorPlan(cwd, owner()).plan.deadline_ms).toBe(800)
    expect(corridorPlan(cwd, owner('refunds.plan.yaml')).plan.deadline_ms).toBe(800)
  })

  it('is never another one in the place of one that cannot be read', () => {
    expect(() => corridorPlan(cwd, owner('lost.yaml'))).toThrow(
      /corridor decide_refund is registered with.*lost\.yaml cannot be read/u,
    )
  })
})
