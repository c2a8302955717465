import { defaultPlan } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange } from './apply-change.js'
import { chainStart } from './audit-entry.js'
import { actionKinds } from './control-action.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import type { ControlPlan, CorridorState } from './control-state.js'
import { untouched } from './control-state.js'
import { approvalsOf, askedLifeMs } from './four-eyes.js'
import { parseChangeRequest } from './parse-change-request.js'
import { parseCorridorState } from './parse-corridor-state.js'
import { whatFollows } from './what-follows.js'

const two: ControlPlan = controlPlan({ ...defaultPlan, approvals: 2 })
const one: ControlPlan = controlPlan(defaultPlan)
const startMs = Date.parse('2026-11-28T08:00:00.000Z')

/** One corridor, changed by people at given moments. */
function corridor(plan: ControlPlan = two) {
  let state = untouched('decide_refund')
  const act = (action: ControlAction, by: string, atMs = startMs, person: string | null = by) => {
    const request = {
      intent: state.intent,
      action,
      by,
      person,
      reason: 'so',
      expectedVersion: state.version,
    }
    const at = new Date(atMs).toISOString()
    const applied = applyChange(
      state,
      request,
      state.rollout === null ? null : plan,
      chainStart,
      at,
    )
    if (applied.kind === 'replaced') state = applied.state
    return applied.kind === 'refused' ? applied.problem : applied.kind
  }
  act({ kind: 'rollout', plan }, 'ana')
  return { act, state: (): CorridorState => state }
}

const ask: ControlAction = { kind: 'ask', asks: 'promote', plan: null }
const promote: ControlAction = { kind: 'promote' }

describe('a plan that needs two people', () => {
  it('promotes when another carries out what one asked for', () => {
    const { act, state } = corridor()
    expect(act(promote, 'ana')).toContain('nobody has asked')
    expect(act(ask, 'ana')).toBe('replaced')
    expect(state().rollout).toMatchObject({
      stage: 'canary',
      asked: { action: 'promote', to: 'expanded', person: 'ana', version: 1 },
    })
    expect(parseCorridorState(JSON.parse(JSON.stringify(state())))).toEqual(state())
    expect(act(promote, 'ben')).toBe('replaced')
    expect(state().rollout).toMatchObject({ stage: 'expanded' })
    expect(state().rollout?.asked).toBeUndefined()
  })

  it.each([
    ['who asked', 'ana', 'ana'],
    ['who asked, in capitals', 'ANA', 'ANA'],
    ['a program', 'controller i-1', null],
  ])('is not promoted by %s', (_who, by, person) => {
    const { act, state } = corridor()
    act(ask, 'ana')
    expect(act(promote, by, startMs, person)).toContain('the plan needs two people')
    expect(state().rollout?.stage).toBe('canary')
  })

  it('forgets a request after a day', () => {
    const { act } = corridor()
    act(ask, 'ana')
    expect(act(promote, 'ben', startMs + askedLifeMs)).toContain('nobody has asked')
    expect(act(ask, 'ben', startMs + askedLifeMs)).toBe('replaced')
    expect(act(promote, 'ana', startMs + askedLifeMs + 1)).toBe('replaced')
  })

  it('forgets a request with any other change', () => {
    const others: readonly ControlAction[] = [
      { kind: 'kill' },
      { kind: 'incident' },
      { kind: 'demote' },
      { kind: 'close', because: 'sentinel', evidence: null },
      { kind: 'epoch', epoch: 'another' },
      { kind: 'demote_part', part: 'language=de' },
      { kind: 'tune', at_least: 0.9, certificate: null },
      { kind: 'rollout', plan: two, restart: true },
    ]
    const cannotFollow = ['resume', 'resume_part', 'promote', 'ask']
    expect([...others.map(({ kind }) => kind), ...cannotFollow].toSorted()).toEqual(
      actionKinds.toSorted(),
    )
    for (const other of others) {
      const { act, state } = corridor()
      act(ask, 'ana')
      expect([other.kind, act(other, 'cy')]).toEqual([other.kind, 'replaced'])
      expect(state().rollout?.asked).toBeUndefined()
      expect(act(promote, 'ben')).not.toBe('replaced')
    }
  })

  it('closes, kills and goes back at one person’s word', () => {
    for (const kind of ['kill', 'incident', 'demote'] as const) {
      expect(corridor().act({ kind }, 'ana')).toBe('replaced')
    }
  })

  it('is not left for a plan that needs one, by one', () => {
    const { act, state } = corridor()
    const leave: ControlAction = { kind: 'rollout', plan: one, restart: true }
    expect(act(leave, 'ana')).toContain('nobody has asked')
    expect(act({ kind: 'ask', asks: 'rollout', plan: one }, 'ana')).toBe('replaced')
    const third = controlPlan({ ...defaultPlan, deadline_ms: 300 })
    expect(act({ ...leave, plan: third }, 'ben')).toContain('waits for a second person')
    expect(act(promote, 'ben')).toContain('waits for a second person')
    expect(act(leave, 'ben')).toBe('replaced')
    expect(state().rollout?.plan).toBe(one.digest)
    expect(corridor().act({ kind: 'rollout', plan: two, restart: true }, 'ana')).toBe('replaced')
  })

  it('never moves up by fewer than two people, whatever they try', () => {
    const step = fc.record({
      action: fc.constantFrom<ControlAction>(
        ask,
        promote,
        { kind: 'ask', asks: 'rollout', plan: one },
        { kind: 'rollout', plan: one, restart: true },
        { kind: 'rollout', plan: two, restart: true },
        { kind: 'demote' },
        { kind: 'kill' },
        { kind: 'resume' },
        { kind: 'epoch', epoch: 'e' },
      ),
      by: fc.constantFrom('ana', 'Ana', 'ANA'),
      hours: fc.nat(30),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { act, state } = corridor()
        let atMs = startMs
        for (const { action, by, hours } of steps) {
          atMs += hours * 3_600_000
          act(action, by, atMs)
          const { rollout } = state()
          expect([rollout?.stage, rollout?.plan]).toEqual(['canary', two.digest])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes what does not read for a plan that needs two', () => {
    expect(approvalsOf({ body: { approvals: 2 } })).toBe(2)
    expect(approvalsOf({ body: { approvals: '1' } })).toBe(2)
    expect(approvalsOf({ body: { approvals: 1 } })).toBe(1)
    expect(approvalsOf({ body: {} })).toBe(1)
  })

  it('tells a person beforehand what would follow', () => {
    const { act, state } = corridor()
    const follows = (person: string | null, nowMs = startMs) =>
      whatFollows(state(), promote, two, person, nowMs)
    expect(follows('ana')).toEqual({ kind: 'asks' })
    expect(follows(null)).toMatchObject({ kind: 'refused' })
    act(ask, 'ana')
    expect(follows('ana')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('somebody else'),
    })
    expect(follows('ben')).toEqual({ kind: 'agrees' })
    expect(follows('ben', startMs + askedLifeMs)).toEqual({ kind: 'asks' })
  })

  it('believes no request that names its own person', () => {
    const wire = { intent: 'a', action: { kind: 'promote' }, by: 'x', reason: 'y', person: 'ben' }
    expect(parseChangeRequest(wire)).not.toHaveProperty('person')
    const asking = { ...wire, action: { kind: 'ask', asks: 'rollout', plan: one } }
    expect(parseChangeRequest(asking).action).toMatchObject({ kind: 'ask', asks: 'rollout' })
    expect(() => parseChangeRequest({ ...wire, action: { kind: 'ask', asks: 'kill' } })).toThrow(
      /asks/,
    )
  })
})
