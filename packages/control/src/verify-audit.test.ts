import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange } from './apply-change.js'
import { chainStart, sealAuditEntry } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
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
      fc.property(fc.array(move, { maxLength: 12 }), (list) => {
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

  it('finds a state that was changed or removed behind the trail', () => {
    const made = trail([{ corridor: 0, reason: 'harm' }])
    const state = made.states.get('corridor_0')!
    const { head } = anchors(made)
    expect(verifyAudit(made.entries, { head, corridors: [{ ...state, killed: false }] })).toEqual({
      kind: 'broken',
      seq: 1,
      problem: 'the state of corridor_0 is not what entry 1 left',
    })
    expect(verifyAudit(made.entries, { head, corridors: [] }).kind).toBe('broken')
    expect(verifyAudit(made.entries, { head, corridors: [state, untouched('b')] }).kind).toBe(
      'broken',
    )
  })
})
