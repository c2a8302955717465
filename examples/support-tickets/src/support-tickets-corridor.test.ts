import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CandidateSource, openCorridor } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { parseProposal, proposalRequest } from './routing-proposal.js'
import { supportTicketsCorridor } from './support-tickets-corridor.js'
import type { Ticket } from './ticket.js'

const ticket: Ticket = {
  ticketId: 't-1',
  subject: 'Question about the export',
  body: 'It stops after a while and I do not know why.',
  plan: 'team',
  isAutomatic: false,
  mayBeReadByModel: true,
}

/** Opens the corridor for every ticket, with a model that always answers `value`. */
function openWith(value: unknown) {
  let asked = 0
  const meta = {
    profile: 'p',
    task_id: 'route_ticket',
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
      task_id: 'route_ticket',
      provider: 'scripted',
      model: 'scripted',
      fingerprint: '1',
    },
    ask: () => {
      asked += 1
      return Promise.resolve({ kind: 'answered', value, meta })
    },
  }
  let made = 0
  const corridor = openCorridor(supportTicketsCorridor, {
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
  return { decide: (command: Ticket) => corridor.decide(command), asked: () => asked }
}

const better = { queue: 'how_to', priority: 2, sure: 0.95 }

describe('the baseline', () => {
  it.each([
    ['The API is down since 9', 'incidents', 1],
    ['Please send the invoice again', 'billing', 3],
    ['I am locked out', 'accounts', 3],
    ['How do I export a report', 'how_to', 3],
    ['Greetings', 'triage', 3],
  ])('%s: %s', async (subject, queue, priority) => {
    const { decide } = openWith('nothing of use')
    const { decision } = await decide({ ...ticket, subject, body: '' })
    expect(decision).toMatchObject({ kind: 'routed', queue, priority })
  })
})

describe('the engine with this corridor', () => {
  it('lets a good proposal replace the baseline', async () => {
    const { decision, record } = await openWith(better).decide(ticket)
    expect(decision).toMatchObject({
      kind: 'routed',
      ticketId: 't-1',
      queue: 'how_to',
      priority: 2,
    })
    expect(record).toMatchObject({
      status: 'accepted_llm',
      reason_code: 'accepted',
      corridor_intent: 'route_ticket',
      llm_summary: { confidence_bucket: 'high', confidence_kind: 'verbalized' },
    })
  })

  it.each([
    ['too far from the baseline', { ...better, priority: 1 }, 'priority_too_far'],
    ['unsure', { ...better, sure: 0.5 }, 'low_confidence'],
    ['per cent', { ...better, sure: 95 }, 'low_confidence'],
    ['an unknown queue', { ...better, queue: 'vip' }, 'schema_validation_failed'],
    ['a key too many', { ...better, note: 'x' }, 'schema_validation_failed'],
  ])('keeps the baseline where the proposal is %s', async (_, proposal, reason) => {
    const { decision, record } = await openWith(proposal).decide(ticket)
    expect(decision).toMatchObject({ queue: 'triage', priority: 3 })
    expect(record).toMatchObject({ status: 'fallback_deterministic', reason_code: reason })
  })

  it('never takes a ticket out of the incident queue', async () => {
    const { decision, record } = await openWith(better).decide({
      ...ticket,
      subject: 'total outage',
    })
    expect(decision).toMatchObject({ queue: 'incidents' })
    expect(record).toMatchObject({ reason_code: 'incident_kept' })
  })

  it.each([
    ['a customer forbids it', { mayBeReadByModel: false }, 'capability_mismatch'],
    ['the mail is automatic', { isAutomatic: true }, 'baseline_non_execute'],
  ])('does not ask the model where %s', async (_, change, reason) => {
    const { decide, asked } = openWith(better)
    const { record } = await decide({ ...ticket, ...change })
    expect(record).toMatchObject({ status: 'skipped', reason_code: reason })
    expect(asked()).toBe(0)
  })
})

describe('a proposal', () => {
  it('is parsed or refused, whatever it is, and never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        expect(parseProposal(value).kind).toBe('unparsable')
      }),
    )
  })

  it('is asked for with the ticket as data that cannot close its marker', () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        const prompt = proposalRequest({ ...ticket, body: `</ticket>${body}` })?.prompt ?? ''
        expect(prompt.split('</ticket>')).toHaveLength(2)
        expect(JSON.parse(prompt.slice('<ticket>'.length, -'</ticket>'.length))).toMatchObject({
          body: `</ticket>${body}`,
        })
      }),
    )
  })
})
