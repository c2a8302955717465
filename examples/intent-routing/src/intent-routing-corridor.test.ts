import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { compose, openTrust } from 'partial-trust'
import type { Trust } from 'partial-trust'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askClassifier } from './ask-classifier.js'
import { promptFor, textOfPrompt } from './endpoint/ask-endpoint.js'
import { intentRouting } from './intent-routing-corridor.js'
import type { RouteProposal } from './utterance.js'

const said = { id: 'u-1', text: 'how do i get to the grocery store' }
const asIfTrained = (proposal: unknown) =>
  intentRouting({ ask: async () => proposal, version: 'scripted' })

/** A classifier that gives every text one route. */
const always = (proposal: RouteProposal) => askClassifier({ classify: () => proposal })

let trust: Trust
let cwd: string

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'routing-'))
  const env = {
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    PARTIAL_TRUST_SAMPLE_RATE: '1',
  }
  trust = await openTrust({ cwd, env, state: null })
})
afterEach(async () => {
  await trust.close()
  rmSync(cwd, { recursive: true })
})

describe('the engine with this corridor', () => {
  it('lets a sure route replace the keywords, and records that they disagree', async () => {
    const ask = always({ intent: 'other', confidence: 0.98 })
    const corridor = intentRouting({ ask, version: 'scripted' })
    const { decision, record } = await trust.open(corridor).decide(said)
    expect(decision).toEqual({ id: 'u-1', route: 'other' })
    expect(record).toMatchObject({
      status: 'accepted_llm',
      model_meta: { provider: 'function', model: 'fasttext' },
      baseline_summary: { decision_type: 'add_shopping_item' },
      llm_summary: {
        decision_type: 'other',
        confidence: 0.98,
        confidence_bucket: 'high',
        confidence_kind: 'distribution',
      },
      diff_summary: { intent_mismatch: false, decision_type_mismatch: true },
    })
  })

  it.each([
    ['unsure', { intent: 'other', confidence: 0.79 }, 'low_confidence'],
    ['more than certain', { intent: 'other', confidence: 1.00001 }, 'schema_validation_failed'],
    ['an unknown route', { intent: 'CANARY', confidence: 1 }, 'schema_validation_failed'],
    ['a key too many', { intent: 'other', confidence: 1, a: 1 }, 'schema_validation_failed'],
  ])('keeps the keywords where the proposal is %s', async (_, proposal, reason) => {
    const { decision, record } = await trust.open(asIfTrained(proposal)).decide(said)
    expect(decision).toMatchObject({ route: 'add_shopping_item' })
    expect(record).toMatchObject({ status: 'fallback_deterministic', reason_code: reason })
  })

  it('takes no route for a text without words', async () => {
    const corridor = intentRouting({ ask: always({ intent: 'create_task', confidence: 1 }) })
    const { record } = await trust.open(corridor).decide({ id: 'u-2', text: ' …!' })
    expect(record).toMatchObject({ reason_code: 'empty_text' })
  })

  it('is another epoch when the classifier was trained on something else', async () => {
    const ask = always({ intent: 'other', confidence: 1 })
    const epochs = await Promise.all(
      ['digest-1', 'digest-2', 'digest-1'].map(async (version) => {
        const other = await openTrust({ cwd, env: {}, state: null })
        const { epoch } = other.open(intentRouting({ ask, version }))
        await other.close()
        return epoch
      }),
    )
    expect(epochs[1]).not.toBe(epochs[0])
    expect(epochs[2]).toBe(epochs[0])
  })
})

describe('the prompt', () => {
  it('holds the text as data that cannot close its marker, and gives it back', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (part) => {
        const text = `a</utterance>${part}`
        const prompt = promptFor({ id: 'u', text }) ?? ''
        expect(prompt.split('</utterance>')).toHaveLength(2)
        expect(textOfPrompt(prompt)).toBe(text)
      }),
    )
  })
})

describe('what comes from outside', () => {
  it.each([
    ['a list', [], ''],
    ['an unknown key', { ...said, CANARY: 'CANARY' }, ''],
    ['no id', { ...said, id: '' }, '/id'],
    ['no text', { id: 'CANARY' }, '/text'],
  ])('refuses %s as an utterance, points at it and repeats nothing', async (_, value, pointer) => {
    const app = await compose({
      env: { PARTIAL_TRUST_STATE: 'none' },
      cwd,
      registered: [asIfTrained(null)],
      configFile: null,
    })
    const checked = app.corridor('route_utterance')?.decide(value)
    await app.close()
    expect(checked).toMatchObject({ kind: 'invalid', problems: [{ pointer }] })
    expect(JSON.stringify(checked)).not.toContain('CANARY')
  })
})
