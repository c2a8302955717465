import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CandidateSource, openCorridor } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { intentRoutingCorridor } from './intent-routing-corridor.js'
import { parseProposal, proposalRequest, textOfPrompt } from './route-proposal.js'
import { validateUtterance } from './utterance-contract.js'

const utterance = { id: 'u-1', text: 'how do i get to the grocery store' }

/** Opens the corridor for every utterance, with a classifier that always answers `value`. */
function openWith(value: unknown) {
  const meta = {
    profile: 'p',
    task_id: 'route_utterance',
    escalated: false,
    provider: 'scripted',
    model: 'scripted',
    attempts: 1,
    input_tokens: null,
    output_tokens: null,
  }
  const source: CandidateSource = {
    route: {
      profile: 'p',
      task_id: 'route_utterance',
      provider: 'scripted',
      model: 'scripted',
      fingerprint: '1',
    },
    ask: () => Promise.resolve({ kind: 'answered', value, meta }),
  }
  let made = 0
  return openCorridor(intentRoutingCorridor, {
    settings: {
      enabled: true,
      valid: true,
      allowed: true,
      sampleRate: 1,
      sampleRateCeiling: 1,
      deadlineMs: 200,
      policyEnabled: true,
    },
    source,
    record: () => {},
    clock: createVirtualClock(),
    ids: { decisionId: () => `d-${(made += 1)}`, traceId: () => `trace-${(made += 1)}` },
    instance: 'test',
  })
}

describe('the engine with this corridor', () => {
  it('lets a sure route replace the keywords, and records that they disagree', async () => {
    const corridor = openWith({ intent: 'other', confidence: 0.98 })
    const { decision, record } = await corridor.decide(utterance)
    expect(decision).toMatchObject({ id: 'u-1', route: 'other' })
    expect(record).toMatchObject({
      status: 'accepted_llm',
      baseline_summary: { decision_type: 'add_shopping_item' },
      llm_summary: { decision_type: 'other', confidence: 0.98, confidence_bucket: 'high' },
      diff_summary: { intent_mismatch: false, decision_type_mismatch: true },
    })
  })

  it.each([
    ['unsure', { intent: 'other', confidence: 0.79 }, 'low_confidence'],
    ['more than certain', { intent: 'other', confidence: 1.00001 }, 'low_confidence'],
    ['an unknown route', { intent: 'CANARY', confidence: 1 }, 'schema_validation_failed'],
    ['a key too many', { intent: 'other', confidence: 1, a: 1 }, 'schema_validation_failed'],
  ])('keeps the keywords where the proposal is %s', async (_, proposal, reason) => {
    const { decision, record } = await openWith(proposal).decide(utterance)
    expect(decision).toMatchObject({ route: 'add_shopping_item' })
    expect(record).toMatchObject({ status: 'fallback_deterministic', reason_code: reason })
  })

  it('asks nothing about a text without words', async () => {
    const { record } = await openWith(null).decide({ id: 'u-2', text: ' …!' })
    expect(record).toMatchObject({ reason_code: 'empty_text' })
  })
})

describe('the prompt', () => {
  it('holds the text as data that cannot close its marker, and gives it back', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (part) => {
        const text = `a</utterance>${part}`
        const prompt = proposalRequest({ id: 'u', text })?.prompt ?? ''
        expect(prompt.split('</utterance>')).toHaveLength(2)
        expect(textOfPrompt(prompt)).toBe(text)
      }),
    )
  })
})

describe('what comes from outside', () => {
  it('is parsed or refused as a proposal, and never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        expect(parseProposal(value).kind).toBe('unparsable')
      }),
    )
  })

  it.each([
    ['a list', [], ''],
    ['an unknown key', { ...utterance, CANARY: 'CANARY' }, ''],
    ['no id', { ...utterance, id: '' }, '/id'],
    ['no text', { id: 'CANARY' }, '/text'],
  ])('refuses %s as an utterance, points at it and repeats nothing', (_, value, pointer) => {
    const checked = validateUtterance(value)
    expect(checked).toMatchObject({ kind: 'invalid', problems: [{ pointer }] })
    expect(JSON.stringify(checked)).not.toContain('CANARY')
  })
})
