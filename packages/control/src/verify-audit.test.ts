import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPlan } from '@partial-trust/core'
import { applyChange } from './apply-change.js'
import { chainStart, sealAuditEntry } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { sealStoreAct } from './store-act.js'
import { verifyAudit } from './verify-audit.js'

type Trail = { readonly entries: AuditEntry[]; readonly states: Map<string, CorridorState> }

/** A trail of kills and resumes over a few corridors, as a store writes it. */
function trail(moves: readonly { readonly corridor: number; readonly reason: string }[]): Trail {
  const entries: AuditEntry[] = []
  const states = new Map<string, CorridorState>()
  moves.forEach(({ corridor, reason }, index) => {
    const intent = `corridor_${corridor}`
    const current = states.get(intent) ?? untouched(intent)
    const action = { kind: current.killed ? 'resume' : 'kill' } as const
    const request = { intent, action, by: 'ana', reason, expectedVersion: current.version }
    const head = entries.at(-1) ?? chainStart
    const at = new Date(1_800_000_000_000 + index).toISOString()
    const applied = applyChange(current, request, null, { seq: head.seq, hash: head.hash }, at)
    if (applied.kind !== 'replaced') throw new Error(applied.kind)
    entries.push(applied.entry)
    states.set(intent, applied.state)
  })
  return { entries, states }
}

function anchors({ entries, states }: Trail) {
  const { seq, hash } = entries.at(-1) ?? chainStart
  return { head: { seq, hash }, corridors: states.values() }
}

const move = fc.record({ corridor: fc.nat(2), reason: fc.string() })
const moves = fc.array(move, { minLength: 2, maxLength: 12 })

describe('verifyAudit', () => {
  it('finds an untouched trail intact', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 12 }), (list) => {
        const made = trail(list)
        expect(verifyAudit(made.entries, anchors(made)).kind).toBe('intact')
      }),
    )
  })

  const edits: [string, (entry: AuditEntry) => AuditEntry][] = [
    ['who', (entry) => ({ ...entry, by: `${entry.by}x` })],
    ['when', (entry) => ({ ...entry, at: new Date(0).toISOString() })],
    ['what', (entry) => ({ ...entry, to: { ...entry.to, killed: !entry.to.killed } })],
    ['why', (entry) => ({ ...entry, reason: `${entry.reason} ` })],
    ['the evidence', (entry) => ({ ...entry, evidence: { verdict: 'GO' } })],
    ['the corridor', (entry) => ({ ...entry, intent: 'other' })],
    [
      'the hash',
      (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')) }),
    ],
  ]
  it.each(edits)('finds an entry in which %s was edited', (_what, edit) => {
    fc.assert(
      fc.property(moves, fc.nat(), (list, at) => {
        const made = trail(list)
        const place = at % made.entries.length
        const tampered = made.entries.map((entry, index) => (index === place ? edit(entry) : entry))
        expect(verifyAudit(tampered, anchors(made))).toMatchObject({
          kind: 'broken',
          seq: place + 1,
        })
      }),
    )
  })

  it('finds an entry edited and sealed again', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (list, at) => {
        const made = trail(list)
        const place = at % made.entries.length
        const tampered = made.entries.map((entry, index) => {
          if (index !== place) return entry
          const { seq, previous, hash: _hash, ...body } = entry
          return sealAuditEntry(
            { ...body, reason: `${entry.reason}!` },
            { seq: seq - 1, hash: previous },
          )
        })
        expect(verifyAudit(tampered, anchors(made)).kind).toBe('broken')
      }),
    )
  })

  it('finds a removed entry, wherever it stood', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (list, at) => {
        const made = trail(list)
        const place = at % made.entries.length
        const tampered = made.entries.toSpliced(place, 1)
        expect(verifyAudit(tampered, anchors(made))).toMatchObject({
          kind: 'broken',
          seq: place + 1,
        })
      }),
    )
  })

  it('finds two entries that changed places', () => {
    fc.assert(
      fc.property(moves, fc.nat(), fc.nat(), (list, a, b) => {
        const made = trail(list)
        const size = made.entries.length
        const [one, other] = [a % size, b % size]
        fc.pre(one !== other)
        const places = made.entries.map((_, place) => place)
        const swapped = places.with(one, other).with(other, one)
        const tampered = swapped.flatMap((place) => made.entries.slice(place, place + 1))
        expect(verifyAudit(tampered, anchors(made)).kind).toBe('broken')
      }),
    )
  })

  it('finds a cut tail of any length', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (list, keep) => {
        const made = trail(list)
        const kept = keep % made.entries.length
        expect(verifyAudit(made.entries.slice(0, kept), anchors(made))).toMatchObject({
          kind: 'broken',
          seq: kept + 1,
        })
      }),
    )
  })

  it('finds an empty trail broken, since a store leaves an entry when it is made', () => {
    expect(verifyAudit([], { head: chainStart, corridors: [] })).toMatchObject({
      kind: 'broken',
      seq: 1,
      problem: expect.stringContaining('empty'),
    })
  })

  it('finds a state that was changed or removed behind the trail', () => {
    const made = trail([{ corridor: 0, reason: 'harm' }])
    const state = made.states.get('corridor_0')!
    const { head } = anchors(made)
    expect(verifyAudit(made.entries, { head, corridors: [{ ...state, killed: false }] })).toEqual({
      kind: 'broken',
      seq: 1,
      problem: 'corridor_0: killed is false in the store and true by the trail',
      differences: [{ intent: 'corridor_0', field: 'killed', trail: true, store: false }],
    })
    expect(verifyAudit(made.entries, { head, corridors: [] }).kind).toBe('broken')
    expect(verifyAudit(made.entries, { head, corridors: [state, untouched('b')] }).kind).toBe(
      'broken',
    )
  })
})

/** What a person or the controller may do, in no sensible order. */
const deeds: readonly ControlAction[] = [
  { kind: 'kill' },
  { kind: 'resume' },
  { kind: 'rollout', plan: controlPlan(defaultPlan), restart: true },
  { kind: 'promote', evidence: { verdict: 'GO' } },
  { kind: 'demote' },
  { kind: 'incident', evidence: null },
  { kind: 'close', because: 'sentinel', evidence: { attempts: 9 } },
  { kind: 'close', because: 'no_go', evidence: { verdict: 'NO_GO' } },
  { kind: 'epoch', epoch: 'e2' },
]

/** The trail of a corridor to which all that was done, and its state. */
function history(places: readonly number[]): {
  readonly entries: AuditEntry[]
  readonly state: CorridorState
} {
  const plan = controlPlan(defaultPlan)
  const entries: AuditEntry[] = []
  let state = untouched('a')
  for (const [index, place] of [2, ...places].entries()) {
    const action = deeds[place % deeds.length]
    if (action === undefined) continue
    const request = { intent: 'a', action, by: `p${index}`, reason: `r${index}` }
    const { seq, hash } = entries.at(-1) ?? chainStart
    const at = new Date(1_800_000_000_000 + index * 7001).toISOString()
    const expectedVersion = state.version
    const applied = applyChange(state, { ...request, expectedVersion }, plan, { seq, hash }, at)
    if (applied.kind !== 'replaced') continue
    entries.push(applied.entry)
    state = applied.state
  }
  return { entries, state }
}

const plans = new Map([[controlPlan(defaultPlan).digest, controlPlan(defaultPlan)]])

function verdictOn({ entries, state }: ReturnType<typeof history>, stored = plans) {
  const { seq, hash } = entries.at(-1)!
  return verifyAudit(entries, { head: { seq, hash }, corridors: [state], plans: stored })
}

describe('the mark that a store was lost', () => {
  const at = '2026-01-01T00:00:00.000Z'
  const by = { by: 'ana', reason: 'x' }
  const made = sealStoreAct(
    { action: 'make', ...by, evidence: { lost: 'tokens' } },
    1,
    chainStart,
    at,
  )
  const adopted = sealStoreAct({ action: 'adopt', ...by }, 2, headOf(made), at)
  const restored = sealStoreAct({ action: 'restore', ...by }, 3, headOf(adopted), at)
  it.each([
    ['made anew', [made]],
    ['adopted', [made, adopted]],
    ['brought back', [made, adopted, restored]],
  ])('is held to the trail where it was %s', (what, kept) => {
    const last = kept.at(-1)
    if (last === undefined) throw new TypeError('an empty trail')
    const isLost = what !== 'adopted'
    const verdict = (lost: string | null) =>
      verifyAudit(kept, { head: headOf(last), corridors: [], lost }).kind
    expect(verdict('tokens')).toBe(isLost ? 'intact' : 'broken')
    expect(verdict(null)).toBe(isLost ? 'broken' : 'intact')
  })
})

function headOf({ seq, hash }: AuditEntry) {
  return { seq, hash }
}

describe('the state that the trail tells', () => {
  it('is the stored one, whatever was done in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 15 }), (places) => {
        expect(verdictOn(history(places)).kind).toBe('intact')
      }),
    )
  })

  it('differs by name wherever any field of the state was edited', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 15 }), fc.nat(), (places, which) => {
        const made = history(places)
        const paths = leavesOf(made.state).filter((path) => path[0] !== 'intent')
        const path = paths[which % paths.length] ?? []
        const state = edited(made.state, path)
        if (!isState(state)) throw new TypeError('no state')
        const verdict = verdictOn({ ...made, state })
        const within = path.filter((part) => part !== 'rollout')
        // A budget is told as one field, what closed the stage by its parts.
        const field = within[0] === 'detector' ? 'detector' : within.slice(0, 2).join('.')
        expect(verdict).toMatchObject({ kind: 'broken', differences: [{ intent: 'a', field }] })
      }),
    )
  })

  it('shows an edit that a later change has sealed in', () => {
    const { entries, state } = history([])
    const tampered = {
      ...state,
      rollout: { ...state.rollout!, entered_at: '2020-01-01T00:00:00.000Z' },
    }
    const request = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' } as const
    const { seq, hash } = firstOf(entries)
    const applied = applyChange(tampered, request, null, { seq, hash }, '2027-02-01T00:00:00.000Z')
    if (applied.kind !== 'replaced') throw new Error(applied.kind)
    const made = { entries: [...entries, applied.entry], state: applied.state }
    expect(verdictOn(made)).toMatchObject({
      kind: 'broken',
      seq: 2,
      problem: expect.stringMatching(/entered_at was/u),
    })
  })

  it('knows the plan by its digest: an edited rate, one that was promoted by, a plan that is gone', () => {
    const plan = controlPlan(defaultPlan)
    const [canary, ...rest] = plan.stages
    const generous = {
      ...plan,
      stages: [canary, ...rest.map((stage) => ({ ...stage, rate: 1 }))],
    } as const
    expect(verdictOn(history([]), new Map([[plan.digest, generous]]))).toMatchObject({
      kind: 'broken',
      problem: expect.stringMatching(
        /rate of stage expanded is 1 in the store and 0.05 by its digest/u,
      ),
    })
    expect(verdictOn(history([]), new Map())).toMatchObject({
      kind: 'broken',
      problem: expect.stringMatching(/is gone/u),
    })
    const { entries, state } = history([])
    const request = { intent: 'a', action: { kind: 'promote' }, by: 'ana', reason: 'x' } as const
    const { seq, hash } = firstOf(entries)
    const at = '2027-02-01T00:00:00.000Z'
    const applied = applyChange(
      state,
      { ...request, expectedVersion: 1 },
      generous,
      { seq, hash },
      at,
    )
    if (applied.kind !== 'replaced') throw new Error(applied.kind)
    // The plan was put back afterwards, and only the stage it led to is left to tell.
    expect(verdictOn({ entries: [...entries, applied.entry], state: applied.state })).toMatchObject(
      {
        kind: 'broken',
        seq: 2,
        problem: expect.stringMatching(
          /entry 2 puts a at stage expanded with rate 1, and its plan says 0.05/u,
        ),
      },
    )
  })

  it('is not covered where the entries are too old to tell it, and still held against what they tell', () => {
    const { entries, state } = history([])
    const { seq: _seq, previous: _previous, hash: _hash, ...body } = firstOf(entries)
    const { error_limit: _limit, entered_at: _at, evidence_from: _from, ...older } = body.to
    const entry = sealAuditEntry({ ...body, to: older }, chainStart)
    const old = { entries: [entry], state: { ...state, audit: { seq: 1, hash: entry.hash } } }
    expect(verdictOn(old)).toMatchObject({
      kind: 'not_covered',
      fields: ['a: error_limit', 'a: entered_at', 'a: evidence_from'],
    })
    const faster = { ...old.state, rollout: { ...state.rollout!, rate: 1 } }
    expect(verdictOn({ ...old, state: faster })).toMatchObject({
      kind: 'broken',
      differences: [{ field: 'rate', trail: 0.01, store: 1 }],
    })
  })
})

function firstOf([entry]: readonly AuditEntry[]): AuditEntry {
  if (entry === undefined) throw new TypeError('an empty trail')
  return entry
}

function isState(value: unknown): value is CorridorState {
  return typeof value === 'object'
}

type Path = readonly string[]

function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** The same value with another at that place. */
function edited(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) {
    if (typeof value === 'boolean') return !value
    return typeof value === 'number' ? value + 1 : `${String(value)}x`
  }
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, inner]) => [
      name,
      name === key ? edited(inner, rest) : inner,
    ]),
  )
}
